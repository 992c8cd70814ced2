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
  readonly scope?: string | undefined;
  /** RFC 7517 set of public keys, for `private_key_jwt` instead of a secret. */
  readonly jwks?: JWKS | undefined;
  readonly backchannelLogoutUri?: string | undefined;
  /** For an ALB, which sends no PKCE challenge. */
  readonly pkceOptional: boolean;
  readonly hasSecret: boolean;
}

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
  const { name, kind, redirectUris, postLogoutRedirectUris, scope, jwks, backchannelLogoutUri, pkceOptional } = input;
  const method = jwks ? 'private_key_jwt' : secretDigest === undefined ? 'none' : 'client_secret_basic';
  const isService = kind === 'service';
  return {
    client_id: id,
    client_name: name,
    application_type: kind === 'native' ? 'native' : 'web',
    token_endpoint_auth_method: method,
    grant_types: [...grantTypes[kind]],
    response_types: isService ? [] : ['code'],
    redirect_uris: isService ? [] : [...redirectUris],
    ...(postLogoutRedirectUris.length > 0 && { post_logout_redirect_uris: [...postLogoutRedirectUris] }),
    ...(secretDigest !== undefined && { client_secret: secretDigest }),
    ...(scope !== undefined && { api_scope: scope }),
    ...(jwks && { jwks }),
    ...(backchannelLogoutUri !== undefined && {
      backchannel_logout_uri: backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
    ...(pkceOptional && { pkce_optional: true }),
  };
}
