import { useState } from 'react';
import { useApi } from '../../api/api';
import { answered, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Button } from '../../elements/button';
import { ShownOnce } from '../../elements/shown-once';
import { useConsoleWords } from '../../words/console/words';
import { Change } from '../change';
import { type User, usersKey } from './user-queries';

/** Shuts a user out or lets the user in, and replaces a password that is lost. */
export function Access({ user, isOwn }: { user: Tagged<User>; isOwn: boolean }) {
  const { users, secret } = useConsoleWords();
  const { auth } = useApi();
  const [asking, setAsking] = useState<'disabled' | 'reset' | null>(null);
  const [password, setPassword] = useState<string>();
  const { id, username, disabledAt } = user.value;
  const isDisabled = disabledAt !== null;
  const request = () => ({ params: { path: { id }, header: ifMatch(user) }, signal: within() });
  const close = () => setAsking(null);

  return (
    <section className="card" aria-labelledby="access">
      <h2 id="access">{users.access}</h2>
      <p className="hint">{isOwn ? users.own : users.accessHint}</p>
      {!isOwn && (
        <div className="buttons">
          <Button look="quiet" onClick={() => setAsking('disabled')}>
            {isDisabled ? users.enable : users.disable}
          </Button>
          <Button look="quiet" onClick={() => setAsking('reset')}>
            {users.reset}
          </Button>
        </div>
      )}
      {asking === 'disabled' && (
        <Change
          title={isDisabled ? users.enableTitle(username) : users.disableTitle(username)}
          text={isDisabled ? users.enableText : users.disableText}
          action={isDisabled ? users.enable : users.disable}
          look={isDisabled ? 'main' : 'danger'}
          reads={usersKey}
          done={isDisabled ? users.enabledNow : users.disabledNow}
          onConfirm={() =>
            answered(auth.PUT('/auth/users/{id}/disabled', { ...request(), body: { disabled: !isDisabled } }))
          }
          onClose={close}
        />
      )}
      {asking === 'reset' && (
        <Change
          title={users.resetTitle(username)}
          text={users.resetText}
          action={users.reset}
          reads={usersKey}
          onConfirm={async () => {
            const { data } = await answered(auth.POST('/auth/users/{id}/password-reset', request()));
            setPassword(data.password);
          }}
          onClose={close}
        />
      )}
      {password !== undefined && asking === null && (
        <ShownOnce
          title={users.newPassword(username)}
          text={users.newPasswordText}
          label={users.password}
          secret={password}
          words={secret}
          onClose={() => setPassword(undefined)}
        />
      )}
    </section>
  );
}
