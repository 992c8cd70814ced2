import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useApi } from '../api/api';
import { answered, fieldsInWords, inWords, within } from '../api/errors';
import { Button } from '../elements/button';
import { Field } from '../elements/field';
import { useNotice } from '../elements/notices';
import { Fault } from '../elements/trouble';
import { useEntrance } from '../session/entrance';
import { useWords } from '../words/language';

/** Changes the password, which ends everything that was logged in, this page too. */
export function PasswordForm({ username }: { username: string }) {
  const words = useWords();
  const { account } = words;
  const { auth } = useApi();
  const { signOut } = useEntrance();
  const say = useNotice();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const changing = useMutation({
    mutationFn: () =>
      answered(auth.PUT('/auth/me/password', { body: { currentPassword, newPassword }, signal: within() })),
    onSuccess: async () => {
      say(account.passwordChanged);
      setCurrent('');
      setNew('');
      await signOut();
    },
  });
  const faults = fieldsInWords(changing.error, words);
  const change = (event: SubmitEvent) => {
    event.preventDefault();
    if (!changing.isPending) changing.mutate();
  };
  return (
    <section className="card" aria-labelledby="password">
      <h2 id="password">{account.password}</h2>
      <form onSubmit={change} noValidate>
        <Fault text={changing.error ? inWords(changing.error, words) : undefined} />
        {/* Password managers ask whose password it is. */}
        <input hidden readOnly name="username" autoComplete="username" value={username} />
        <Field
          label={account.currentPassword}
          name="currentPassword"
          type="password"
          value={currentPassword}
          onChange={(event) => setCurrent(event.target.value)}
          autoComplete="current-password"
          fault={faults['currentPassword']}
        />
        <Field
          label={account.newPassword}
          name="newPassword"
          type="password"
          value={newPassword}
          onChange={(event) => setNew(event.target.value)}
          autoComplete="new-password"
          hint={account.passwordHint}
          fault={faults['newPassword']}
        />
        <Button type="submit" busy={changing.isPending}>
          {account.changePassword}
        </Button>
      </form>
    </section>
  );
}
