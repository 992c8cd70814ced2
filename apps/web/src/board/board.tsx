import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useApi } from '../api/api';
import { answered, mayPass, within } from '../api/errors';
import { Button } from '../elements/button';
import { Loading } from '../elements/loading';
import { More } from '../elements/more';
import { useNotice } from '../elements/notices';
import { Page } from '../elements/page';
import { Trouble } from '../elements/trouble';
import { usePerson, useSessionState } from '../session/session';
import { useWords } from '../words/language';
import { type Draft, drafts, useDraft } from './draft';
import { useLiveStream } from './live';
import { type Feed, feedKey, ifVersion, type Message, withChange, withMessage } from './message';
import { MessageCard, SendingCard } from './message-card';
import { reasonOf, useSending } from './sending';

const loadWriteDialog = () => import('./write-dialog');
const WriteDialog = lazy(loadWriteDialog);
// Ahead of the click, but not with the first page, of whose scripts it would be a sixth.
const prepareToWrite = () => void loadWriteDialog().catch(() => undefined);
const Confirm = lazy(() => import('../elements/confirm').then(({ Confirm }) => ({ default: Confirm })));

const pageSize = 20;
// Milliseconds, where there is no live stream.
const pollInterval = 5_000;

function useFeed(isLive: boolean) {
  const { feed } = useApi();
  return useInfiniteQuery({
    queryKey: feedKey,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
      return (await answered(feed.GET('/messages', { params: { query }, signal: within(signal) }))).data;
    },
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: isLive ? false : pollInterval,
  });
}

function useDeleting() {
  const { messages } = useApi();
  const { board } = useWords();
  const say = useNotice();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: Message) => {
      const params = { path: { id }, header: ifVersion(version) };
      return answered(messages.DELETE('/messages/{id}', { params, signal: within() }));
    },
    onSuccess: (_answer, { id }) => {
      queries.setQueryData<Feed>(feedKey, (feed) => withChange(feed, id, () => undefined));
      say(board.deleted);
    },
    onError: () => queries.invalidateQueries({ queryKey: feedKey }),
  });
}

/** The feed: everybody reads it, whoever is logged in writes. */
export function Board() {
  const words = useWords();
  const { board } = words;
  const queries = useQueryClient();
  const person = usePerson();
  const state = useSessionState();
  const draft = useDraft();
  const sending = useSending();
  const say = useNotice();
  const deleting = useDeleting();
  const [arrived, setArrived] = useState(0);
  const [doomed, setDoomed] = useState<Message | null>(null);

  const isLive = useLiveStream({
    message: (message) => {
      queries.setQueryData<Feed>(feedKey, (feed) => withMessage(feed, message));
      if (message.author.subject !== person?.subject) setArrived((count) => count + 1);
    },
    missed: () => void queries.invalidateQueries({ queryKey: feedKey }),
  });
  const query = useFeed(isLive);
  const messages = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const mayWrite = person?.scopes.has('messages:write') ?? false;
  const mayModerate = person?.scopes.has('messages:moderate') ?? false;

  // A text is its writer's alone.
  const isOthers = draft !== null && state.status === 'signed-in' && state.person.subject !== draft.subject;
  const hasLeft = draft !== null && state.status === 'signed-out' && state.because === 'signed-out';
  useEffect(() => {
    if (isOthers || hasLeft) drafts.set(null);
  }, [isOthers, hasLeft]);

  const begin = async (open: (subject: string) => void) => {
    if (!person) return;
    try {
      await loadWriteDialog();
    } catch {
      return say(words.errors.unavailableNow);
    }
    sending.reset();
    open(person.subject);
  };
  const write = () =>
    begin((subject) => {
      const { current } = drafts;
      if (current() && !current()?.edits) drafts.change({ isOpen: true });
      else drafts.set({ subject, text: '', key: null, edits: null, isOpen: true });
    });
  const edit = ({ id, version, text }: Message) =>
    begin((subject) => drafts.set({ subject, text, key: null, edits: { id, version }, isOpen: true }));

  // The dialog stays, closed, after it was there once: without its text it would vanish together with the focus.
  const isWriting = draft?.isOpen === true && !isOthers && !hasLeft;
  const [written, setWritten] = useState<Draft | null>(null);
  if (isWriting && draft !== written) setWritten(draft);

  const trouble = query.failureReason ?? query.error;
  const sent = sending.isPending && !sending.variables.edits ? sending.variables : null;
  const edited = draft?.edits ? messages.find(({ id }) => id === draft.edits?.id) : undefined;
  const isOverwriting = edited !== undefined && sending.error !== null && !mayPass(sending.error);

  return (
    <Page
      title={board.title}
      actions={
        mayWrite && (
          <Button
            onClick={() => void write()}
            onPointerEnter={prepareToWrite}
            onFocus={prepareToWrite}
            busy={sending.isPending}
          >
            {board.write}
          </Button>
        )
      }
    >
      <p role="status" className="for-readers">
        {arrived > 0 ? board.arrived(arrived) : ''}
      </p>
      <Trouble error={trouble} onRetry={() => void query.refetch()} />
      {query.isPending && <Loading label={board.loading} lines={5} isTrouble={trouble !== null} />}
      {query.isSuccess && messages.length === 0 && !sent && (
        <div className="empty">
          <p>{board.empty}</p>
          {mayWrite && <p>{board.emptyHint}</p>}
        </div>
      )}
      <ol className="feed" aria-label={board.title}>
        {sent && (
          <li key={sent.key}>
            <SendingCard author={person?.username ?? ''} text={sent.text} isWaiting={sending.failureCount > 0} />
          </li>
        )}
        {messages.map((message) => (
          <li key={message.id}>
            <MessageCard
              message={message}
              mayChange={mayModerate || (mayWrite && message.author.subject === person?.subject)}
              onEdit={() => void edit(message)}
              onDelete={() => setDoomed(message)}
            />
          </li>
        ))}
      </ol>
      <More query={query} />
      <Suspense fallback={null}>
        {written && (
          <WriteDialog
            draft={written}
            isOpen={isWriting}
            fault={reasonOf(sending.error, words)}
            newerText={isOverwriting ? edited.text : undefined}
            onSend={(text) => sending.mutate(text)}
          />
        )}
        {doomed && (
          <Confirm
            title={board.deleteTitle}
            text={board.deleteText}
            action={board.delete}
            onConfirm={() => deleting.mutateAsync(doomed)}
            onClose={() => setDoomed(null)}
          />
        )}
      </Suspense>
    </Page>
  );
}
