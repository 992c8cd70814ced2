import { useState } from 'react';
import { useApi } from '../../api/api';
import { answered, within } from '../../api/errors';
import { ifMatch, type Tagged } from '../../api/tagged';
import { Button } from '../../elements/button';
import { ShownOnce } from '../../elements/shown-once';
import { useConsoleWords } from '../../words/console/words';
import { Change } from '../change';
import { type Client, clientsKey } from './client-queries';
import { useProof } from './proof';

type Deed = 'add' | 'renew' | 'remove';

/** How a client proves itself, and how that is changed without an outage. */
export function Secrets({ client }: { client: Tagged<Client> }) {
  const { clients, saved, secret: secretWords } = useConsoleWords();
  const { auth } = useApi();
  const proofOf = useProof();
  const [asking, setAsking] = useState<Deed | null>(null);
  const [secret, setSecret] = useState<string>();
  const { id, name, secrets, jwks } = client.value;
  const request = () => ({ params: { path: { id }, header: ifMatch(client) }, signal: within() });
  const deeds: Record<Deed, { title: string; text: string; action: string; work: () => Promise<unknown> }> = {
    add: {
      title: clients.addSecretTitle,
      text: clients.addSecretText,
      action: clients.addSecret,
      work: async () => setSecret((await answered(auth.POST('/auth/clients/{id}/secrets', request()))).data.secret),
    },
    renew: {
      title: clients.renewTitle,
      text: clients.renewText,
      action: clients.renew,
      work: async () =>
        setSecret((await answered(auth.POST('/auth/clients/{id}/secret-renewal', request()))).data.secret),
    },
    remove: {
      title: clients.removeSecretTitle,
      text: clients.removeSecretText,
      action: clients.removeSecret,
      work: () => answered(auth.DELETE('/auth/clients/{id}/secrets/previous', request())),
    },
  };
  const hint = jwks ? clients.keysHint : [clients.noProofHint, clients.oneSecretHint, clients.twoSecretsHint][secrets];
  const possible: readonly Deed[] = secrets === 0 ? [] : [secrets === 1 ? 'add' : 'remove', 'renew'];
  const deed = asking && deeds[asking];
  return (
    <section className="card" aria-labelledby="secrets">
      <h2 id="secrets">{clients.proof}</h2>
      <dl className="facts">
        <dt>{clients.proofWord}</dt>
        <dd>{proofOf(client.value)}</dd>
      </dl>
      <p className="hint">{hint}</p>
      {possible.length > 0 && (
        <div className="buttons">
          {possible.map((name) => (
            <Button key={name} look="quiet" onClick={() => setAsking(name)}>
              {deeds[name].action}
            </Button>
          ))}
        </div>
      )}
      {asking && deed && (
        <Change
          title={deed.title}
          text={deed.text}
          action={deed.action}
          look={asking === 'add' ? 'main' : 'danger'}
          reads={clientsKey}
          done={saved}
          onConfirm={deed.work}
          onClose={() => setAsking(null)}
        />
      )}
      {secret !== undefined && asking === null && (
        <ShownOnce
          title={clients.secretTitle(name)}
          text={clients.secretText}
          label={clients.secretLabel}
          secret={secret}
          words={secretWords}
          onClose={() => setSecret(undefined)}
        />
      )}
    </section>
  );
}
