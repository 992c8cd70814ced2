import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api';
import { type operations } from '../../api/auth.types';
import { answered, within } from '../../api/errors';
import { Page } from '../../elements/page';
import { Reading } from '../../elements/reading';
import { Table } from '../../elements/table';
import { useConsoleWords } from '../../words/console/words';
import { useDates } from '../../words/time';
import { Badge } from '../badge';

type Key = operations['KeysController_list']['responses'][200]['content']['application/json']['items'][number];

const tones = { published: 'plain', active: 'good', retiring: 'plain', gone: 'bad' } as const;

/** The keys that sign tokens. Only operators change them. */
export function Keys() {
  const { keys, parts, loading } = useConsoleWords();
  const { dateAndTime } = useDates();
  const { auth } = useApi();
  const query = useQuery({
    queryKey: ['keys'],
    queryFn: async ({ signal }) => (await answered(auth.GET('/auth/keys', { signal: within(signal) }))).data.items,
  });
  const time = (iso: string | null, otherwise: string) => (iso === null ? otherwise : dateAndTime(iso));
  const columns = [
    { head: keys.id, cell: ({ kid }: Key) => <span className="code">{kid}</span> },
    { head: keys.algorithm, cell: ({ alg }: Key) => alg },
    {
      head: keys.state,
      cell: ({ state, revokedAt }: Key) => (
        <>
          <Badge tone={tones[state]}>{keys.states[state]}</Badge>
          <span className="hint">
            {revokedAt === null ? keys.meanings[state] : keys.revoked(dateAndTime(revokedAt))}
          </span>
        </>
      ),
    },
    { head: keys.signsFrom, cell: ({ activeFrom }: Key) => time(activeFrom, keys.start) },
    { head: keys.signsUntil, cell: ({ activeUntil }: Key) => time(activeUntil, keys.open) },
    { head: keys.publishedUntil, cell: ({ publishedUntil }: Key) => time(publishedUntil, keys.open) },
  ];
  return (
    <Page title={parts.keys} wide>
      <p>{keys.lead}</p>
      <Reading query={query} label={loading} lines={2}>
        {(items) =>
          items.length === 0 ? (
            <p className="empty">{keys.nobody}</p>
          ) : (
            <Table caption={keys.list} columns={columns} rows={items} keyOf={({ kid }) => kid} />
          )
        }
      </Reading>
    </Page>
  );
}
