import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api';
import { type operations } from '../api/auth.types';
import { answered, within } from '../api/errors';
import { Button } from '../elements/button';
import { Confirm } from '../elements/confirm';
import { Loading } from '../elements/loading';
import { useNotice } from '../elements/notices';
import { Trouble } from '../elements/trouble';
import { useWords } from '../words/language';
import { useDates } from '../words/time';

type SessionList = operations['SessionsController_list']['responses'][200]['content']['application/json'];
type Listed = SessionList['items'][number];

const sessionsKey = ['sessions'] as const;

/** Where the account is logged in, and what keeps access to it. */
export function Sessions() {
  const words = useWords();
  const { account } = words;
  const { dateAndTime } = useDates();
  const { auth } = useApi();
  const say = useNotice();
  const queries = useQueryClient();
  const [ending, setEnding] = useState<Listed | 'others' | null>(null);
  const query = useQuery({
    queryKey: sessionsKey,
    queryFn: async ({ signal }) => (await answered(auth.GET('/auth/sessions', { signal: within(signal) }))).data.items,
  });
  const sessions = query.data ?? [];
  const nameOf = ({ current, offline }: Listed) =>
    current ? account.thisSession : offline ? account.offline : account.session;

  const end = async () => {
    if (ending === 'others') await answered(auth.DELETE('/auth/sessions', { signal: within() }));
    else if (ending) {
      await answered(auth.DELETE('/auth/sessions/{id}', { params: { path: { id: ending.id } }, signal: within() }));
    }
    say(account.ended);
    await queries.invalidateQueries({ queryKey: sessionsKey });
  };

  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">{account.sessions}</h2>
      <p className="hint">{account.sessionsHint}</p>
      <Trouble error={query.failureReason ?? query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Loading label={account.loading} lines={2} />}
      <ul className="rows">
        {sessions.map((session) => (
          <li key={session.id}>
            <div>
              <strong>{nameOf(session)}</strong>
              <p className="hint">
                {account.signedInAt(dateAndTime(session.signedInAt))},{' '}
                {account.expiresAt(dateAndTime(session.expiresAt))}
              </p>
              {session.clients.length > 0 && <p className="hint">{account.clients(session.clients.join(', '))}</p>}
            </div>
            {!session.current && (
              <Button
                look="quiet"
                aria-label={account.endOf(`${nameOf(session)}, ${account.signedInAt(dateAndTime(session.signedInAt))}`)}
                onClick={() => setEnding(session)}
              >
                {account.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {query.isSuccess &&
        (sessions.some(({ current }) => !current) ? (
          <Button look="quiet" onClick={() => setEnding('others')}>
            {account.endOthers}
          </Button>
        ) : (
          <p className="hint">{account.noOthers}</p>
        ))}
      {ending && (
        <Confirm
          title={ending === 'others' ? account.endOthersTitle : account.endTitle}
          text={ending === 'others' ? account.endOthersText : account.endText}
          action={ending === 'others' ? account.endOthers : account.end}
          onConfirm={end}
          onClose={() => setEnding(null)}
        />
      )}
    </section>
  );
}
