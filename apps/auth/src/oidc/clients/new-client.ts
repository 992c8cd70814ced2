import { type ClientMetadata, type JWKS } from 'oidc-provider';

/** What kind of program a client is; its kind decides how it proves itself and which grants it may use. */
export const clientKinds = ['web', 'spa', 'native', 'service'] as const;
export type ClientKind = (typeof clientKinds)[number];

export interface NewClient {
  readonly name: string;
  readonly kind: ClientKind;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  /** Scopes of the API that the client may have, whoever uses it. A `service` has no others. */
  readonly scope?: string | null | undefined;
  /** RFC 7517 set of public keys, for `private_key_jwt` instead of a secret. */
  readonly jwks?: JWKS | undefined;
  readonly backchannelLogoutUri?: string | null | undefined;
  /** For an ALB, which sends no PKCE challenge. */
  readonly pkceOptional: boolean;
  readonly hasSecret: boolean;
  /** RFC 9449 §5.2: the client's tokens are bound to a key. */
  readonly dpop: boolean;
  /** Of a resource server: the audience whose tokens it may introspect, besides the audience of the whole system. */
  readonly resource?: string | null | undefined;
  /** Seconds within which a refresh token that was exchanged already is answered with its successor again. */
  readonly refreshWindow?: number | null | undefined;
}

/** What can be changed of a client. What is left out stays; null removes it, as false does. */
export type ClientChanges = Partial<Omit<NewClient, 'kind' | 'hasSecret'>>;

const grantTypes: Record<ClientKind, readonly string[]> = {
  web: ['authorization_code', 'refresh_token'],
  spa: ['authorization_code', 'refresh_token'],
  native: ['authorization_code', 'refresh_token'],
  service: ['client_credentials'],
};

export function isConfidential(kind: ClientKind): boolean {
  return kind === 'web' || kind === 'service';
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
    api_scope: changes.scope,
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
