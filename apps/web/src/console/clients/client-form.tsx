import { useId } from 'react';
import { Choices } from '../../elements/choices';
import { Field } from '../../elements/field';
import { Reading } from '../../elements/reading';
import { useConsoleWords } from '../../words/console/words';
import { useParts } from '../parts';
import { useApis } from '../registry/registry-queries';
import { type ClientInput, isLimited, scopesAfter } from './client-input';
import { type Client } from './client-queries';

interface Props {
  /** As it was read. */
  readonly client: Client;
  readonly input: ClientInput;
  readonly onInput: (input: ClientInput) => void;
  readonly faults: Readonly<Record<string, string>>;
}

/** The fault of a field, or of a part of it, such as of one URI of many. */
function faultOf(faults: Props['faults'], field: string): string | undefined {
  const place = Object.keys(faults).find((name) => name === field || name.startsWith(`${field}/`));
  return place === undefined ? undefined : faults[place];
}

function Tick({ label, hint, checked, onTick }: TickProps) {
  const id = useId();
  return (
    <div className="choice">
      <input
        type="checkbox"
        id={id}
        checked={checked}
        onChange={(event) => onTick(event.target.checked)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}
interface TickProps {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onTick: (isTicked: boolean) => void;
}

function Scopes({
  client,
  input,
  onInput,
  faults,
  known,
}: Props & { known: readonly { name: string; detail?: string }[] }) {
  const { clients } = useConsoleWords();
  const isService = client.kind === 'service';
  const own = (client.scopes ?? []).filter((scope) => known.every(({ name }) => name !== scope));
  return (
    <>
      {!isService && (
        <Tick
          label={clients.limit}
          hint={clients.limitHint}
          checked={isLimited(client, input)}
          onTick={(limited) => onInput({ ...input, isLimited: limited })}
        />
      )}
      {isLimited(client, input) && (
        <Choices
          legend={isService ? clients.serviceScopes : clients.scopesLegend}
          hint={isService ? clients.serviceScopesHint : undefined}
          options={[...known, ...own.map((name) => ({ name }))]}
          chosen={scopesAfter(client, input) ?? []}
          onPick={(name, isChosen) => onInput({ ...input, scopes: { ...input.scopes, [name]: isChosen } })}
          fault={faultOf(faults, 'scopes')}
        />
      )}
    </>
  );
}

function ScopesOfRegistry(props: Props) {
  const { clients, loading } = useConsoleWords();
  const seesRegistry = useParts().includes('registry');
  const apis = useApis(seesRegistry);
  const isService = props.client.kind === 'service';
  if (!seesRegistry) {
    return (
      <>
        <p className="hint">{clients.scopesUnread}</p>
        <Scopes {...props} known={[]} />
      </>
    );
  }
  return (
    <Reading query={apis} label={loading} lines={2}>
      {({ value }) => {
        const scopes = value.items.flatMap((api) => api.scopes);
        const possible = scopes.filter((scope) => !isService || scope.clients);
        return <Scopes {...props} known={possible.map(({ name, title }) => ({ name, detail: title }))} />;
      }}
    </Reading>
  );
}

/** What is set of a client, new or known. */
export function ClientFields(props: Props) {
  const { clients } = useConsoleWords();
  const { client, input, onInput, faults } = props;
  const text = (field: 'name' | 'backchannelLogoutUri' | 'resource' | 'refreshWindow') => ({
    name: field,
    value: input[field] ?? String(client[field] ?? ''),
    onChange: (event: { target: { value: string } }) => onInput({ ...input, [field]: event.target.value }),
    fault: faultOf(faults, field),
    autoComplete: 'off',
  });
  const uris = (field: 'redirectUris' | 'postLogoutRedirectUris') => ({
    name: field,
    value: input[field] ?? client[field].join('\n'),
    onChange: (event: { target: { value: string } }) => onInput({ ...input, [field]: event.target.value }),
    fault: faultOf(faults, field),
    hint: clients.uriHint,
    render: <textarea rows={3} spellCheck={false} autoCapitalize="none" />,
  });
  const isHiddenFault = ['backchannelLogoutUri', 'resource', 'refreshWindow'].some((field) => faultOf(faults, field));
  const hasPeople = client.kind !== 'service';
  return (
    <>
      <Field label={clients.name} hint={clients.nameHint} {...text('name')} />
      {hasPeople && <Field label={clients.redirectUris} {...uris('redirectUris')} />}
      {hasPeople && <Field label={clients.postLogoutRedirectUris} {...uris('postLogoutRedirectUris')} />}
      <ScopesOfRegistry {...props} />
      <details className="more-settings" {...(isHiddenFault && { open: true })}>
        <summary>{clients.more}</summary>
        <div className="fields">
          {hasPeople && (
            <Field label={clients.backchannelLogoutUri} {...text('backchannelLogoutUri')} inputMode="url" />
          )}
          <Field label={clients.resource} {...text('resource')} inputMode="url" />
          {hasPeople && <Field label={clients.refreshWindow} {...text('refreshWindow')} inputMode="numeric" />}
          <Tick
            label={clients.dpop}
            checked={input.dpop ?? client.dpop}
            onTick={(dpop) => onInput({ ...input, dpop })}
          />
          {hasPeople && (
            <Tick
              label={clients.pkceOptional}
              checked={input.pkceOptional ?? client.pkceOptional}
              onTick={(pkceOptional) => onInput({ ...input, pkceOptional })}
            />
          )}
        </div>
      </details>
    </>
  );
}
