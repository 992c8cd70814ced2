import { type Picked, withPicks } from '../../elements/picks';
import { type Client, type ClientChanges, type ClientKind } from './client-queries';

/** What is typed about a client. What was not touched is as it was read, so that a change of somebody else stays. */
export interface ClientInput {
  readonly name?: string;
  /** One URI a line, as the next one. */
  readonly redirectUris?: string;
  readonly postLogoutRedirectUris?: string;
  readonly isLimited?: boolean;
  readonly scopes?: Picked;
  readonly backchannelLogoutUri?: string;
  readonly resource?: string;
  readonly refreshWindow?: string;
  readonly dpop?: boolean;
  readonly pkceOptional?: boolean;
}

/** A client that is to be added, before anything is typed. */
export function blankClient(kind: ClientKind): Client {
  return {
    id: '',
    name: '',
    kind,
    redirectUris: [],
    postLogoutRedirectUris: [],
    scopes: null,
    jwks: null,
    backchannelLogoutUri: null,
    pkceOptional: false,
    dpop: false,
    resource: null,
    refreshWindow: null,
    secrets: 0,
  };
}

const linesOf = (text: string) => text.split(/\s+/).filter(Boolean);
const textOrNull = (text: string) => text.trim() || null;

function numberOrNull(text: string): number | null {
  const digits = text.trim();
  if (digits === '') return null;
  // JSON has no NaN: the service shall refuse what is no number, and name the field.
  return /^\d{1,9}$/.test(digits) ? Number(digits) : -1;
}

/** Whether the client is limited to scopes. A service has no others. */
export function isLimited(client: Client, input: ClientInput): boolean {
  return client.kind === 'service' || (input.isLimited ?? client.scopes !== null);
}

export function scopesAfter(client: Client, input: ClientInput): string[] | null {
  if (!isLimited(client, input)) return null;
  const scopes = withPicks(client.scopes ?? [], input.scopes ?? {});
  return client.kind === 'service' && scopes.length === 0 ? null : scopes;
}

/** What was typed before another kind was chosen is not meant for a service. */
function ofService({ name, scopes, resource, dpop }: ClientInput): ClientInput {
  return {
    ...(name !== undefined && { name }),
    ...(scopes && { scopes }),
    ...(resource !== undefined && { resource }),
    ...(dpop !== undefined && { dpop }),
  };
}

/** The client as it would be with what is typed. */
export function clientAfter(client: Client, typed: ClientInput): Client {
  const input = client.kind === 'service' ? ofService(typed) : typed;
  const { redirectUris: uris, postLogoutRedirectUris: logoutUris } = input;
  return {
    ...client,
    name: input.name ?? client.name,
    redirectUris: uris === undefined ? client.redirectUris : linesOf(uris),
    postLogoutRedirectUris: logoutUris === undefined ? client.postLogoutRedirectUris : linesOf(logoutUris),
    scopes: scopesAfter(client, input),
    backchannelLogoutUri:
      input.backchannelLogoutUri === undefined ? client.backchannelLogoutUri : textOrNull(input.backchannelLogoutUri),
    resource: input.resource === undefined ? client.resource : textOrNull(input.resource),
    refreshWindow: input.refreshWindow === undefined ? client.refreshWindow : numberOrNull(input.refreshWindow),
    dpop: input.dpop ?? client.dpop,
    pkceOptional: input.pkceOptional ?? client.pkceOptional,
  };
}

const changeable = [
  'name',
  'redirectUris',
  'postLogoutRedirectUris',
  'scopes',
  'backchannelLogoutUri',
  'resource',
  'refreshWindow',
  'dpop',
  'pkceOptional',
] as const;
export type ClientField = (typeof changeable)[number];

/** The fields that differ, and what they are to be. */
export function changesBetween(before: Client, after: Client): ClientChanges {
  const differing = changeable.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  return Object.fromEntries(differing.map((field) => [field, after[field]]));
}
