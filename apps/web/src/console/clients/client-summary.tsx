import { Fragment } from 'react';
import { useConsoleWords } from '../../words/console/words';
import { type ClientField } from './client-input';
import { type Client } from './client-queries';

/** What a field of a client says in words. */
export function useFieldText() {
  const { clients, none, yes, no } = useConsoleWords();
  return (client: Client, field: ClientField): string => {
    const value = client[field];
    if (field === 'scopes' && value === null) return client.kind === 'service' ? none : clients.all;
    if (Array.isArray(value)) return value.join(', ') || none;
    if (typeof value === 'boolean') return value ? yes : no;
    return value === null || value === '' ? none : String(value);
  };
}

/** What is about to be added. */
export function ClientSummary({ client }: { client: Client }) {
  const { clients } = useConsoleWords();
  const textOf = useFieldText();
  const fields: readonly ClientField[] =
    client.kind === 'service' ? ['name', 'scopes'] : ['name', 'redirectUris', 'scopes'];
  return (
    <dl className="facts">
      <dt>{clients.kind}</dt>
      <dd>{clients.kinds[client.kind]}</dd>
      {fields.map((field) => (
        <Fragment key={field}>
          <dt>{clients[field]}</dt>
          <dd>{textOf(client, field)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** What is about to change of a client. */
export function ClientDifference({
  before,
  after,
  fields,
}: {
  before: Client;
  after: Client;
  fields: readonly ClientField[];
}) {
  const { clients, change } = useConsoleWords();
  const textOf = useFieldText();
  return (
    <ul className="differences">
      {fields.map((field) => (
        <li key={field}>
          <strong>{clients[field]}</strong>
          <dl className="facts">
            <dt>{change.before}</dt>
            <dd>{textOf(before, field)}</dd>
            <dt>{change.after}</dt>
            <dd>{textOf(after, field)}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
