import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi } from '../../api/api';
import { answered, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Button } from '../../elements/button';
import { Page } from '../../elements/page';
import { Reading } from '../../elements/reading';
import { useConsoleWords } from '../../words/console/words';
import { Change } from '../change';
import { partPaths } from '../parts';
import { type Client, clientsKey, useClient } from './client-queries';
import { Secrets } from './secrets';
import { SettingsForm } from './settings-form';

function Removal({ client }: { client: Tagged<Client> }) {
  const { clients } = useConsoleWords();
  const { auth } = useApi();
  const [isAsking, setAsking] = useState(false);
  const [, go] = useLocation();
  const { id, name } = client.value;
  const remove = async () => {
    const params = { path: { id }, header: ifMatch(client) };
    await answered(auth.DELETE('/auth/clients/{id}', { params, signal: within() }));
    // First, so that what is no longer there is not read again.
    go(partPaths.clients);
  };
  return (
    <section className="card" aria-labelledby="removal">
      <h2 id="removal">{clients.danger}</h2>
      <p className="hint">{clients.removeHint}</p>
      <div className="buttons">
        <Button look="quiet" onClick={() => setAsking(true)}>
          {clients.remove}
        </Button>
      </div>
      {isAsking && (
        <Change
          title={clients.removeTitle(name)}
          text={clients.removeText}
          action={clients.remove}
          reads={clientsKey}
          done={clients.removed}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function Facts({ client }: { client: Client }) {
  const { clients } = useConsoleWords();
  return (
    <dl className="facts">
      <dt>{clients.id}</dt>
      <dd className="code">{client.id}</dd>
      <dt>{clients.kind}</dt>
      <dd>{clients.kinds[client.kind]}</dd>
    </dl>
  );
}

/** One client: what it may, its secrets, and its end. */
export function ClientPage({ id }: { id: string }) {
  const { clients, parts, loading } = useConsoleWords();
  const query = useClient(id);
  return (
    <Page
      title={query.data?.value.name || parts.clients}
      actions={<Link href={partPaths.clients}>{clients.back}</Link>}
    >
      <Reading query={query} label={loading} lines={4}>
        {(client) => (
          <>
            <Facts client={client.value} />
            <SettingsForm client={client} />
            <Secrets client={client} />
            <Removal client={client} />
          </>
        )}
      </Reading>
    </Page>
  );
}
