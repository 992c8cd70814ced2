import { useState } from 'react';
import { useApi } from '../../api/api';
import { answered, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Button } from '../../elements/button';
import { Table } from '../../elements/table';
import { useConsoleWords } from '../../words/console/words';
import { Badge } from '../badge';
import { Change } from '../change';
import { type Api, registryKey, type Role, type Scope } from './registry-queries';
import { ScopeRoles } from './scope-roles';

/** An API, who may have its scopes, and what can be changed about that. */
export function ApiCard({ api: tagged, roles }: { api: Tagged<Api>; roles: readonly Role[] }) {
  const { registry, yes, no, actions } = useConsoleWords();
  const { auth } = useApi();
  const [changing, setChanging] = useState<string>();
  const [isRemoving, setRemoving] = useState(false);
  const { value: api } = tagged;
  const scope = api.scopes.find(({ name }) => name === changing);
  const columns = [
    { head: registry.scope, cell: ({ name }: Scope) => <span className="code">{name}</span> },
    {
      head: registry.meaning,
      cell: ({ title, detail }: Scope) => (
        <>
          {title}
          <span className="hint">{detail}</span>
        </>
      ),
    },
    { head: registry.who, cell: ({ roles: who }: Scope) => who.join(', ') },
    { head: registry.clients, cell: ({ clients }: Scope) => (clients ? yes : no) },
    {
      head: actions,
      cell: ({ name }: Scope) => (
        <Button look="link" aria-label={registry.changeWhoOf(name)} onClick={() => setChanging(name)}>
          {registry.changeWho}
        </Button>
      ),
    },
  ];
  return (
    <section className="card" aria-labelledby={`api-${api.name}`}>
      <div className="card-head">
        <h2 id={`api-${api.name}`}>{api.title}</h2>
        <Badge tone="plain">{api.fromCard ? registry.fromCard : registry.added}</Badge>
      </div>
      <dl className="facts">
        <dt>{registry.name}</dt>
        <dd className="code">{api.name}</dd>
        <dt>{registry.resource}</dt>
        <dd className="code">{api.resource}</dd>
      </dl>
      {api.scopes.length === 0 ? (
        <p className="hint">{registry.noScopes}</p>
      ) : (
        <Table caption={registry.scopesOf(api.title)} columns={columns} rows={api.scopes} keyOf={({ name }) => name} />
      )}
      {!api.fromCard && (
        <div className="buttons">
          <Button look="quiet" aria-label={registry.removeApiOf(api.name)} onClick={() => setRemoving(true)}>
            {registry.removeApi}
          </Button>
        </div>
      )}
      {scope && <ScopeRoles api={tagged} scope={scope} roles={roles} onClose={() => setChanging(undefined)} />}
      {isRemoving && (
        <Change
          title={registry.removeApiTitle(api.name)}
          text={registry.removeApiText}
          action={registry.removeApi}
          reads={registryKey}
          done={registry.removed}
          onConfirm={() => {
            const params = { path: { name: api.name }, header: ifMatch(tagged) };
            return answered(auth.DELETE('/auth/apis/{name}', { params, signal: within() }));
          }}
          onClose={() => setRemoving(false)}
        />
      )}
    </section>
  );
}
