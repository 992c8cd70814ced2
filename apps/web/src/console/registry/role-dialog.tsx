import { useState } from 'react';
import { useApi } from '../../api/api';
import { answered, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Field } from '../../elements/field';
import { useConsoleWords } from '../../words/console/words';
import { Change } from '../change';
import { registryKey, type Role } from './registry-queries';

/** Adds a role, or describes the given one anew. */
export function RoleDialog({
  roles,
  role,
  onClose,
}: {
  roles: Tagged<{ items: Role[] }>;
  role: Role | undefined;
  onClose: () => void;
}) {
  const { registry, saved } = useConsoleWords();
  const { auth } = useApi();
  const [isNew] = useState(role === undefined);
  const [name, setName] = useState(role?.name ?? '');
  const [typed, setTyped] = useState<string>();
  const description = typed ?? role?.description ?? '';
  // Adding must not describe another role anew.
  const exists = isNew && roles.value.items.some((other) => other.name === name.trim());
  const save = () => {
    const params = { path: { name: name.trim() }, header: ifMatch(roles) };
    return answered(auth.PUT('/auth/roles/{name}', { params, body: { description }, signal: within() }));
  };
  return (
    <Change
      title={isNew ? registry.addRoleTitle : registry.editRoleTitle(name)}
      text={isNew ? registry.addRoleText : registry.editRoleText}
      action={isNew ? registry.add : registry.save}
      look="main"
      reads={registryKey}
      done={saved}
      onConfirm={save}
      onClose={onClose}
      isReady={!exists && name.trim() !== ''}
    >
      {(faults) => (
        <>
          {isNew && (
            <Field
              label={registry.roleName}
              hint={registry.roleNameHint}
              name="name"
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              fault={exists ? registry.roleExists : faults['']}
            />
          )}
          <Field
            label={registry.description}
            name="description"
            value={description}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            fault={faults['description']}
          />
        </>
      )}
    </Change>
  );
}
