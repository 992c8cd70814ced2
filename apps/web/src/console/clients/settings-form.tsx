import { type SubmitEvent, useState } from 'react';
import { useApi } from '../../api/api';
import { answered, fieldsInWords, inWords, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Button } from '../../elements/button';
import { useNotice } from '../../elements/notices';
import { Fault } from '../../elements/trouble';
import { useConsoleWords } from '../../words/console/words';
import { useWords } from '../../words/language';
import { Change } from '../change';
import { useClientDraft } from './client-draft';
import { ClientFields } from './client-form';
import { changesBetween, clientAfter, type ClientField } from './client-input';
import { type Client, clientsKey } from './client-queries';
import { ClientDifference } from './client-summary';
import { isRefusedInput } from './refused-input';

/** What is set of a client that there is. */
export function SettingsForm({ client }: { client: Tagged<Client> }) {
  const { clients, saved, nothingChanged } = useConsoleWords();
  const words = useWords();
  const { auth } = useApi();
  const say = useNotice();
  const { id, name } = client.value;
  const { input, setInput, forget } = useClientDraft(id);
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>();
  const after = clientAfter(client.value, input);
  const body = changesBetween(client.value, after);
  const fields = Object.keys(body) as ClientField[];

  const ask = (event: SubmitEvent) => {
    event.preventDefault();
    setError(undefined);
    if (fields.length === 0) say(nothingChanged);
    else setAsking(true);
  };
  const save = async () => {
    try {
      const params = { path: { id }, header: ifMatch(client) };
      await answered(auth.PATCH('/auth/clients/{id}', { params, body, signal: within() }));
      say(saved);
      forget();
    } catch (failure) {
      if (!isRefusedInput(failure)) throw failure;
      setError(failure);
    }
  };
  return (
    <section className="card" aria-labelledby="settings">
      <h2 id="settings">{clients.settings}</h2>
      <form onSubmit={ask} noValidate>
        <Fault text={error ? inWords(error, words) : undefined} />
        <ClientFields client={client.value} input={input} onInput={setInput} faults={fieldsInWords(error, words)} />
        <Button type="submit">{clients.save}</Button>
      </form>
      {isAsking && (
        <Change
          title={clients.saveTitle(name)}
          text={clients.saveText}
          action={clients.save}
          look="main"
          reads={clientsKey}
          onConfirm={save}
          onClose={() => setAsking(false)}
        >
          <ClientDifference before={client.value} after={after} fields={fields} />
        </Change>
      )}
    </section>
  );
}
