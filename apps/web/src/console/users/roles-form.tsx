import { type SubmitEvent, useState } from 'react';
import { useApi } from '../../api/api';
import { answered, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Button } from '../../elements/button';
import { Choices } from '../../elements/choices';
import { type Picked, withPicks } from '../../elements/picks';
import { useNotice } from '../../elements/notices';
import { Reading } from '../../elements/reading';
import { useConsoleWords } from '../../words/console/words';
import { Change } from '../change';
import { ListDifference } from '../differences';
import { useParts } from '../parts';
import { administratorRole, useRoles } from '../registry/registry-queries';
import { type User, usersKey } from './user-queries';

interface Known {
  readonly name: string;
  readonly description?: string;
}

function Ticks({ user, isOwn, known }: { user: Tagged<User>; isOwn: boolean; known: readonly Known[] }) {
  const { users, saved, nothingChanged } = useConsoleWords();
  const { auth } = useApi();
  const say = useNotice();
  const [picked, setPicked] = useState<Picked>({});
  const [isAsking, setAsking] = useState(false);
  const { id, username, roles: before } = user.value;
  const isKnown = (role: string) => known.some(({ name }) => name === role);
  const unknown = before.filter((role) => !isKnown(role));
  const chosen = withPicks(before, picked).filter(isKnown);
  const isChanged = chosen.length !== before.length || chosen.some((role) => !before.includes(role));

  const ask = (event: SubmitEvent) => {
    event.preventDefault();
    if (isChanged) setAsking(true);
    else say(nothingChanged);
  };
  const save = async () => {
    const params = { path: { id }, header: ifMatch(user) };
    await answered(auth.PUT('/auth/users/{id}/roles', { params, body: { roles: chosen }, signal: within() }));
    setPicked({});
  };
  return (
    <form onSubmit={ask}>
      <Choices
        legend={users.rolesOf(username)}
        hint={users.rolesHint}
        options={known.map(({ name, description }) => ({ name, detail: description }))}
        chosen={chosen}
        onPick={(name, isChosen) => setPicked((current) => ({ ...current, [name]: isChosen }))}
      />
      {unknown.length > 0 && <p className="hint">{users.rolesUnknown(unknown.join(', '))}</p>}
      <Button type="submit">{users.saveRoles}</Button>
      {isAsking && (
        <Change
          title={users.saveRolesTitle(username)}
          text={users.saveRolesText}
          action={users.saveRoles}
          look="main"
          reads={usersKey}
          done={saved}
          onConfirm={save}
          onClose={() => setAsking(false)}
        >
          <ListDifference before={before} after={chosen} />
          {isOwn && before.includes(administratorRole) && !chosen.includes(administratorRole) && (
            <p className="fault">{users.loseAdministration}</p>
          )}
        </Change>
      )}
    </form>
  );
}

function TicksOfRegistry(props: { user: Tagged<User>; isOwn: boolean }) {
  const { loading } = useConsoleWords();
  return (
    <Reading query={useRoles()} label={loading} lines={1}>
      {({ value }) => <Ticks {...props} known={value.items} />}
    </Reading>
  );
}

/** The roles of a user, of all that there are. */
export function RolesForm(props: { user: Tagged<User>; isOwn: boolean }) {
  const { users } = useConsoleWords();
  const seesRegistry = useParts().includes('registry');
  return (
    <section className="card" aria-labelledby="roles">
      <h2 id="roles">{users.roles}</h2>
      {seesRegistry ? (
        <TicksOfRegistry {...props} />
      ) : (
        <>
          <p className="hint">{users.rolesUnread}</p>
          <Ticks {...props} known={props.user.value.roles.map((name) => ({ name }))} />
        </>
      )}
    </section>
  );
}
