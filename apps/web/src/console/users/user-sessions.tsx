import { useState } from 'react';
import { Link } from 'wouter';
import { type ListedSession, SessionList } from '../../account/session-list';
import { useApi } from '../../api/api';
import { answered, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Button } from '../../elements/button';
import { Reading } from '../../elements/reading';
import { useConsoleWords } from '../../words/console/words';
import { useWords } from '../../words/language';
import { Change } from '../change';
import { type User, usersKey, useSessionsOf } from './user-queries';

function Listed({ user, sessions }: { user: User; sessions: Tagged<{ items: ListedSession[] }> }) {
  const { users } = useConsoleWords();
  const { account } = useWords();
  const { auth } = useApi();
  const [ending, setEnding] = useState<ListedSession | 'all' | null>(null);
  const { items } = sessions.value;
  const header = ifMatch(sessions);
  const end = async () => {
    const { id } = user;
    if (ending === 'all') {
      await answered(auth.DELETE('/auth/users/{id}/sessions', { params: { path: { id }, header }, signal: within() }));
    } else if (ending) {
      const params = { path: { id, session: ending.id }, header };
      await answered(auth.DELETE('/auth/users/{id}/sessions/{session}', { params, signal: within() }));
    }
  };
  return (
    <>
      {items.length === 0 ? (
        <p className="hint">{users.noSessions}</p>
      ) : (
        <>
          <SessionList sessions={items} onEnd={setEnding} />
          <div className="buttons">
            <Button look="quiet" onClick={() => setEnding('all')}>
              {users.endAll}
            </Button>
          </div>
        </>
      )}
      {ending && (
        <Change
          title={ending === 'all' ? users.endAllTitle(user.username) : users.endTitle}
          text={ending === 'all' ? users.endAllText : users.endText}
          action={ending === 'all' ? users.endAll : account.end}
          reads={usersKey}
          done={account.ended}
          onConfirm={end}
          onClose={() => setEnding(null)}
        />
      )}
    </>
  );
}

function Loaded({ user }: { user: User }) {
  const { loading } = useConsoleWords();
  return (
    <Reading query={useSessionsOf(user.id)} label={loading} lines={1}>
      {(sessions) => <Listed user={user} sessions={sessions} />}
    </Reading>
  );
}

/** Where a user is logged in, and what keeps access to the account. */
export function UserSessions({ user, isOwn }: { user: User; isOwn: boolean }) {
  const { users } = useConsoleWords();
  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">{users.sessions}</h2>
      {isOwn ? (
        <p className="hint">
          <Link href="/account">{users.ownSessions}</Link>
        </p>
      ) : (
        <Loaded user={user} />
      )}
    </section>
  );
}
