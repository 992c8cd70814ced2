import { useState } from 'react';
import { Button } from '../elements/button';
import { useWords } from '../words/language';
import { TimeAgo, useDates } from '../words/time';
import { type Message } from './message';

// Characters. A longer text would push the others off the screen.
const shownAtOnce = 800;

function Text({ text }: { text: string }) {
  const words = useWords();
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > shownAtOnce && !isWhole;
  return (
    <>
      <p className="text" dir="auto">
        {isLong ? `${text.slice(0, shownAtOnce)}…` : text}
      </p>
      {isLong && (
        <Button look="link" onClick={() => setWhole(true)}>
          {words.board.showAll}
        </Button>
      )}
    </>
  );
}

/** One message, with what the reader may do about it. */
export function MessageCard({
  message,
  mayChange,
  onEdit,
  onDelete,
}: {
  message: Message;
  mayChange: boolean;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const { board } = useWords();
  const { dateAndTime } = useDates();
  const author = message.author.username ?? board.unknownAuthor;
  return (
    <article className="message" aria-labelledby={`author-${message.id}`}>
      <header>
        <span className="avatar" aria-hidden="true">
          {[...author][0]?.toUpperCase()}
        </span>
        <h2 id={`author-${message.id}`}>
          <bdi>{author}</bdi>
        </h2>
        <span className="when">
          <TimeAgo iso={message.createdAt} />
          {message.editedAt !== null && (
            <span title={board.editedAt(dateAndTime(message.editedAt))}> · {board.edited}</span>
          )}
        </span>
      </header>
      <Text text={message.text} />
      {mayChange && (
        <footer>
          <Button look="link" aria-label={board.editOf(author)} onClick={onEdit}>
            {board.edit}
          </Button>
          <Button look="link" aria-label={board.deleteOf(author)} onClick={onDelete}>
            {board.delete}
          </Button>
        </footer>
      )}
    </article>
  );
}

/** A message that is on its way. */
export function SendingCard({ author, text, isWaiting }: { author: string; text: string; isWaiting: boolean }) {
  const { board } = useWords();
  return (
    <article className="message sending" aria-busy="true">
      <header>
        <span className="avatar" aria-hidden="true">
          {[...author][0]?.toUpperCase()}
        </span>
        <h2>
          <bdi>{author}</bdi>
        </h2>
        <span className="when" role="status">
          {isWaiting ? board.waiting : board.sending}
        </span>
      </header>
      <p className="text" dir="auto">
        {text}
      </p>
    </article>
  );
}
