import { useState } from 'react';
import { useApi } from '../../api/api';
import { answered, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Button } from '../../elements/button';
import { Table } from '../../elements/table';
import { useConsoleWords } from '../../words/console/words';
import { Badge } from '../badge';
import { Change } from '../change';
import { registryKey, type Role } from './registry-queries';
import { RoleDialog } from './role-dialog';

/** The roles that users can have: added, described anew, removed. */
export function Roles({ roles }: { roles: Tagged<{ items: Role[] }> }) {
  const { registry, actions } = useConsoleWords();
  const { auth } = useApi();
  const [editing, setEditing] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const known = roles.value.items;
  const columns = [
    { head: registry.role, cell: ({ name }: Role) => <span className="code">{name}</span> },
    { head: registry.description, cell: ({ description }: Role) => description },
    {
      head: registry.kind,
      cell: ({ builtIn }: Role) => <Badge tone="plain">{builtIn ? registry.builtIn : registry.own}</Badge>,
    },
    {
      head: actions,
      cell: ({ name, builtIn }: Role) => (
        <div className="buttons">
          <Button look="link" aria-label={registry.editRoleOf(name)} onClick={() => setEditing(name)}>
            {registry.editRole}
          </Button>
          {!builtIn && (
            <Button look="link" aria-label={registry.removeRoleOf(name)} onClick={() => setRemoving(name)}>
              {registry.removeRole}
            </Button>
          )}
        </div>
      ),
    },
  ];
  return (
    <section className="card" aria-labelledby="roles">
      <div className="card-head">
        <h2 id="roles">{registry.roles}</h2>
        <Button look="quiet" onClick={() => setEditing('')}>
          {registry.addRole}
        </Button>
      </div>
      <Table caption={registry.rolesList} columns={columns} rows={known} keyOf={({ name }) => name} />
      {editing !== null && (
        <RoleDialog roles={roles} role={known.find(({ name }) => name === editing)} onClose={() => setEditing(null)} />
      )}
      {removing !== null && (
        <Change
          title={registry.removeRoleTitle(removing)}
          text={registry.removeRoleText}
          action={registry.removeRole}
          reads={registryKey}
          done={registry.removed}
          onConfirm={() => {
            const params = { path: { name: removing }, header: ifMatch(roles) };
            return answered(auth.DELETE('/auth/roles/{name}', { params, signal: within() }));
          }}
          onClose={() => setRemoving(null)}
        />
      )}
    </section>
  );
}
