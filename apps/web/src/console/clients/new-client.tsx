import { type SubmitEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi } from '../../api/api';
import { answered, fieldsInWords, inWords, within } from '../../api/errors';
import { Button } from '../../elements/button';
import { Field } from '../../elements/field';
import { useNotice } from '../../elements/notices';
import { Page } from '../../elements/page';
import { ShownOnce } from '../../elements/shown-once';
import { Fault } from '../../elements/trouble';
import { useConsoleWords } from '../../words/console/words';
import { useWords } from '../../words/language';
import { Change } from '../change';
import { partPaths } from '../parts';
import { useClientDraft } from './client-draft';
import { ClientFields } from './client-form';
import { blankClient, changesBetween, clientAfter } from './client-input';
import { type ClientKind, clientsKey } from './client-queries';
import { ClientSummary } from './client-summary';
import { isRefusedInput } from './refused-input';

const kinds: readonly ClientKind[] = ['web', 'spa', 'native', 'service'];

/** Adds a client; its secret is shown once. */
export function NewClient() {
  const { clients, secret: secretWords } = useConsoleWords();
  const words = useWords();
  const { auth } = useApi();
  const say = useNotice();
  const [, go] = useLocation();
  const { input, kind, setInput, setKind, forget } = useClientDraft('');
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>();
  const [added, setAdded] = useState<{ id: string; name: string; secret: string }>();
  const blank = blankClient(kind);
  const after = clientAfter(blank, input);

  const ask = (event: SubmitEvent) => {
    event.preventDefault();
    setError(undefined);
    setAsking(true);
  };
  const leave = (id: string) => go(`${partPaths.clients}/${id}`);
  const add = async () => {
    const body = { ...changesBetween(blank, after), name: after.name, kind };
    try {
      const { data } = await answered(auth.POST('/auth/clients', { body, signal: within() }));
      forget();
      say(clients.added);
      if (data.secret === undefined) leave(data.id);
      else setAdded({ id: data.id, name: data.name, secret: data.secret });
    } catch (failure) {
      if (!isRefusedInput(failure)) throw failure;
      setError(failure);
    }
  };
  return (
    <Page title={clients.add} actions={<Link href={partPaths.clients}>{clients.back}</Link>}>
      <section className="card" aria-label={clients.add}>
        <form onSubmit={ask} noValidate>
          <Fault text={error ? inWords(error, words) : undefined} />
          <Field
            label={clients.kind}
            hint={clients.kindHints[kind]}
            name="kind"
            value={kind}
            onChange={(event) => setKind(event.target.value as ClientKind)}
            render={
              <select>
                {kinds.map((value) => (
                  <option key={value} value={value}>
                    {clients.kinds[value]}
                  </option>
                ))}
              </select>
            }
          />
          <ClientFields client={blank} input={input} onInput={setInput} faults={fieldsInWords(error, words)} />
          <Button type="submit">{clients.add}</Button>
        </form>
      </section>
      {isAsking && (
        <Change
          title={clients.addTitle}
          text={clients.addText}
          action={clients.add}
          look="main"
          reads={clientsKey}
          onConfirm={add}
          onClose={() => setAsking(false)}
        >
          <ClientSummary client={after} />
        </Change>
      )}
      {added && !isAsking && (
        <ShownOnce
          title={clients.secretTitle(added.name)}
          text={clients.secretText}
          label={clients.secretLabel}
          secret={added.secret}
          words={secretWords}
          onClose={() => leave(added.id)}
        />
      )}
    </Page>
  );
}
