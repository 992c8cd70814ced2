import { Link } from 'wouter';
import { Page } from '../../elements/page';
import { Reading } from '../../elements/reading';
import { Table } from '../../elements/table';
import { useConsoleWords } from '../../words/console/words';
import { partPaths } from '../parts';
import { type Client, useClients } from './client-queries';
import { useProof } from './proof';

/** The programs that may ask for tokens. */
export function Clients() {
  const { clients, parts, none, loading } = useConsoleWords();
  const proofOf = useProof();
  const query = useClients();
  const columns = [
    {
      head: clients.name,
      cell: ({ id, name }: Client) => (
        <Link href={`${partPaths.clients}/${id}`}>
          <bdi>{name || id}</bdi>
        </Link>
      ),
    },
    { head: clients.kind, cell: ({ kind }: Client) => clients.kinds[kind] },
    {
      head: clients.scopes,
      cell: ({ kind, scopes }: Client) => scopes?.join(', ') ?? (kind === 'service' ? none : clients.all),
    },
    { head: clients.proofWord, cell: proofOf },
  ];
  return (
    <Page
      title={parts.clients}
      wide
      actions={
        <Link href={`${partPaths.clients}/new`} className="button main">
          {clients.add}
        </Link>
      }
    >
      <p>{clients.lead}</p>
      <Reading query={query} label={loading} lines={4}>
        {(items) =>
          items.length === 0 ? (
            <p className="empty">{clients.nobody}</p>
          ) : (
            <Table caption={clients.list} columns={columns} rows={items} keyOf={({ id }) => id} />
          )
        }
      </Reading>
    </Page>
  );
}
