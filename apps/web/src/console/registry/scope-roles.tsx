import { useState } from 'react';
import { useApi } from '../../api/api';
import { answered, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Choices } from '../../elements/choices';
import { type Picked, withPicks } from '../../elements/picks';
import { consoleScopes } from '../../session/session';
import { useConsoleWords } from '../../words/console/words';
import { Change } from '../change';
import { ListDifference } from '../differences';
import { administratorRole, type Api, registryKey, type Role, type Scope } from './registry-queries';

/** Which roles a scope is for: ticked and confirmed in one dialog, which says what changes. */
export function ScopeRoles({
  api,
  scope,
  roles,
  onClose,
}: {
  api: Tagged<Api>;
  scope: Scope;
  roles: readonly Role[];
  onClose: () => void;
}) {
  const { registry, saved } = useConsoleWords();
  const { auth } = useApi();
  const [picked, setPicked] = useState<Picked>({});
  const chosen = withPicks(scope.roles, picked);
  const isOfConsole = Object.values<string>(consoleScopes).includes(scope.name);
  const save = () => {
    const { name, title, resource, scopes } = api.value;
    const next = scopes.map((other) => (other.name === scope.name ? { ...other, roles: chosen } : other));
    // The dialog says who gets the scope besides: that is the consent.
    const params = { path: { name }, header: ifMatch(api), query: { allowWidening: 'true' as const } };
    const body = { title, resource, scopes: next };
    return answered(auth.PUT('/auth/apis/{name}', { params, body, signal: within() }));
  };
  return (
    <Change
      title={registry.changeWhoTitle(scope.name)}
      text={registry.changeWhoText}
      action={registry.save}
      look="main"
      reads={registryKey}
      done={saved}
      onConfirm={save}
      onClose={onClose}
      isReady={chosen.length > 0}
    >
      <Choices
        legend={registry.changeWhoLegend}
        options={roles.map(({ name, description }) => ({ name, detail: description }))}
        chosen={chosen}
        fault={chosen.length === 0 ? registry.changeWhoNobody : undefined}
        onPick={(name, isChosen) => setPicked((current) => ({ ...current, [name]: isChosen }))}
      />
      <ListDifference before={scope.roles} after={chosen} />
      {isOfConsole && scope.roles.includes(administratorRole) && !chosen.includes(administratorRole) && (
        <p className="fault">{registry.changeWhoLockout}</p>
      )}
      {api.value.fromCard && <p className="hint">{registry.fromCardHint}</p>}
    </Change>
  );
}
