import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api';
import { answered, within } from '../api/errors';
import { Button } from '../elements/button';
import { Confirm } from '../elements/confirm';
import { Loading } from '../elements/loading';
import { useNotice } from '../elements/notices';
import { Trouble } from '../elements/trouble';
import { useWords } from '../words/language';
import { type ListedSession, SessionList } from './session-list';

const sessionsKey = ['sessions'] as const;

/** Where the account is logged in, and what keeps access to it. */
export function Sessions() {
  const words = useWords();
  const { account } = words;
  const { auth } = useApi();
  const say = useNotice();
  const queries = useQueryClient();
  const [ending, setEnding] = useState<ListedSession | 'others' | null>(null);
  const query = useQuery({
    queryKey: sessionsKey,
    queryFn: async ({ signal }) => (await answered(auth.GET('/auth/sessions', { signal: within(signal) }))).data.items,
  });
  const sessions = query.data ?? [];

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
      <SessionList sessions={sessions} onEnd={setEnding} />
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
