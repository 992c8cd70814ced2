import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { inWords } from '../../api/errors';
import { Button } from '../../elements/button';
import { Field } from '../../elements/field';
import { useConsoleWords } from '../../words/console/words';
import { useWords } from '../../words/language';
import { useUserId } from './audit-queries';

/** Finds the user whose events are wanted. */
export function UserFilter({ onFind }: { onFind: (id: string) => void }) {
  const { audit } = useConsoleWords();
  const words = useWords();
  const idOf = useUserId();
  const [username, setUsername] = useState('');
  const finding = useMutation({ mutationFn: idOf, onSuccess: (id) => id !== null && onFind(id) });
  const find = (event: SubmitEvent) => {
    event.preventDefault();
    if (username.trim() !== '' && !finding.isPending) finding.mutate(username.trim());
  };
  const isUnknown = finding.isSuccess && finding.data === null;
  const fault = isUnknown ? audit.noSuchUser : finding.error ? inWords(finding.error, words) : undefined;
  return (
    <search>
      <form onSubmit={find} className="filter" noValidate>
        <Field
          label={audit.filter}
          hint={audit.filterHint}
          name="username"
          value={username}
          onChange={(event) => {
            setUsername(event.target.value);
            finding.reset();
          }}
          fault={fault}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <Button type="submit" look="quiet" busy={finding.isPending}>
          {audit.apply}
        </Button>
      </form>
    </search>
  );
}
