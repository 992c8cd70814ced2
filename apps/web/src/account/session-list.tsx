import { type operations } from '../api/auth.types';
import { Button } from '../elements/button';
import { useWords } from '../words/language';
import { useDates } from '../words/time';

type SessionList = operations['SessionsController_list']['responses'][200]['content']['application/json'];
export type ListedSession = SessionList['items'][number];

/** Sessions and lasting accesses, each with a button to end it unless it is the one of this page. */
export function SessionList({
  sessions,
  onEnd,
}: {
  sessions: readonly ListedSession[];
  onEnd: (session: ListedSession) => void;
}) {
  const { account } = useWords();
  const { dateAndTime } = useDates();
  const nameOf = ({ current, offline }: ListedSession) =>
    current ? account.thisSession : offline ? account.offline : account.session;
  return (
    <ul className="rows">
      {sessions.map((session) => (
        <li key={session.id}>
          <div>
            <strong>{nameOf(session)}</strong>
            <p className="hint">
              {account.signedInAt(dateAndTime(session.signedInAt))}, {account.expiresAt(dateAndTime(session.expiresAt))}
            </p>
            {session.clients.length > 0 && <p className="hint">{account.clients(session.clients.join(', '))}</p>}
          </div>
          {!session.current && (
            <Button
              look="quiet"
              aria-label={account.endOf(`${nameOf(session)}, ${account.signedInAt(dateAndTime(session.signedInAt))}`)}
              onClick={() => onEnd(session)}
            >
              {account.end}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
