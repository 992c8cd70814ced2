import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useApi } from '../api/api';
import { answered, fieldsInWords, inWords, within } from '../api/errors';
import { Button } from '../elements/button';
import { Field } from '../elements/field';
import { useNotice } from '../elements/notices';
import { Fault } from '../elements/trouble';
import { useWords } from '../words/language';
import { useDates } from '../words/time';
import { type Profile, profileKey } from './profile';

/** Name and address, which their owner changes. */
export function ProfileForm({ profile }: { profile: Profile }) {
  const words = useWords();
  const { account } = words;
  const { date } = useDates();
  const { auth } = useApi();
  const say = useNotice();
  const queries = useQueryClient();
  const [name, setName] = useState(profile.name);
  const [email, setEmail] = useState(profile.email ?? '');
  const saving = useMutation({
    mutationFn: () => {
      const body = { name, email: email.trim() === '' ? null : email.trim() };
      return answered(auth.PATCH('/auth/me', { body, signal: within() }));
    },
    onSuccess: ({ data }) => {
      queries.setQueryData(profileKey, data);
      say(account.saved);
    },
  });
  const faults = fieldsInWords(saving.error, words);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (!saving.isPending) saving.mutate();
  };
  return (
    <section className="card" aria-labelledby="profile">
      <h2 id="profile">{account.profile}</h2>
      <dl className="facts">
        <dt>{account.username}</dt>
        <dd>
          <bdi>{profile.username}</bdi>
        </dd>
        <dt>{account.roles}</dt>
        <dd>{profile.roles.join(', ')}</dd>
      </dl>
      <p className="hint">{account.since(date(profile.createdAt))}</p>
      <form onSubmit={save} noValidate>
        <Fault text={saving.error ? inWords(saving.error, words) : undefined} />
        <Field
          label={account.name}
          name="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="name"
          fault={faults['name']}
        />
        <Field
          label={account.email}
          name="email"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          autoComplete="email"
          fault={faults['email']}
        />
        <Button type="submit" busy={saving.isPending}>
          {account.save}
        </Button>
      </form>
    </section>
  );
}
