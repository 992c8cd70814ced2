import { type ClientMetadata } from 'oidc-provider';
import { type ClientChanges, type NewClient } from './client.schema';

/** What kind of program a client is; its kind decides how it proves itself and which grants it may use. */
export const clientKinds = ['web', 'spa', 'native', 'service'] as const;
export type ClientKind = (typeof clientKinds)[number];

const grantTypes: Record<ClientKind, readonly string[]> = {
  web: ['authorization_code', 'refresh_token'],
  spa: ['authorization_code', 'refresh_token'],
  native: ['authorization_code', 'refresh_token'],
  service: ['client_credentials'],
};

/** Says whether the client proves itself with a secret. */
export function needsSecret({ kind, jwks }: NewClient): boolean {
  return (kind === 'web' || kind === 'service') && !jwks;
}

/** The kind of a stored client. */
export function kindOf({ application_type, grant_types, token_endpoint_auth_method }: ClientMetadata): ClientKind {
  if (grant_types?.includes('client_credentials')) return 'service';
  if (application_type === 'native') return 'native';
  return token_endpoint_auth_method === 'none' ? 'spa' : 'web';
}

/** Registered metadata of RFC 7591 §2, with a digest for a secret. */
export function clientMetadata(input: NewClient, id: string, secretDigest: string | undefined): ClientMetadata {
  const { kind, jwks } = input;
  const isService = kind === 'service';
  return {
    client_id: id,
    application_type: kind === 'native' ? 'native' : 'web',
    token_endpoint_auth_method: jwks ? 'private_key_jwt' : secretDigest === undefined ? 'none' : 'client_secret_basic',
    grant_types: [...grantTypes[kind]],
    response_types: isService ? [] : ['code'],
    redirect_uris: [],
    post_logout_redirect_uris: [],
    ...changedMetadata(isService ? { ...input, redirectUris: [] } : input),
    ...(secretDigest !== undefined && { client_secret: secretDigest }),
  };
}

/** The metadata that changes stand for; undefined where it is to be removed. */
export function changedMetadata(changes: ClientChanges): Partial<ClientMetadata> {
  const { backchannelLogoutUri: logoutUri } = changes;
  const metadata: Record<string, unknown> = {
    client_name: changes.name,
    redirect_uris: changes.redirectUris,
    post_logout_redirect_uris: changes.postLogoutRedirectUris,
    api_scope: changes.scopes && changes.scopes.join(' '),
    jwks: changes.jwks,
    backchannel_logout_uri: logoutUri,
    backchannel_logout_session_required: logoutUri && true,
    pkce_optional: changes.pkceOptional,
    dpop_bound_access_tokens: changes.dpop,
    resource: changes.resource,
    refresh_window: changes.refreshWindow,
  };
  const given = Object.entries(metadata).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, value === null || value === false ? undefined : value]),
  );
}

// Seconds. A stolen refresh token of a public client without a key is worth something as long as the window is open.
const longestWindow = { public: 60, bound: 3600 };

/** What is wrong with the metadata beyond what oidc-provider validates, or undefined. */
export function clientFault(metadata: ClientMetadata): string | undefined {
  const isPublic = metadata.token_endpoint_auth_method === 'none';
  const isBound = !isPublic || metadata.dpop_bound_access_tokens === true;
  const window = metadata['refresh_window'] as number | undefined;
  const most = isBound ? longestWindow.bound : longestWindow.public;
  if (window !== undefined && window > most) {
    const hint = isBound ? '' : ' A longer one needs a secret, a key, or DPoP.';
    return `The refresh window has at most ${most} seconds.${hint}`;
  }
  if (isPublic && metadata['pkce_optional'] === true) return 'Only clients with a secret may do without PKCE.';
  if (isPublic && metadata['resource'] !== undefined) return 'Only clients with a secret or a key can introspect.';
  return undefined;
}
