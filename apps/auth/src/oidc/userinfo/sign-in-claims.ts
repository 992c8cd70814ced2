import { type AccessToken, type KoaContextWithOIDC } from 'oidc-provider';
import { jsonSignInScope } from '../identity-scopes';

/** The scopes that the token request is about: those that it names, else all that the code or refresh token has. */
export function askedScopes({ oidc }: KoaContextWithOIDC): Set<string> {
  const { AuthorizationCode, RefreshToken } = oidc.entities;
  const narrowed = AuthorizationCode ? undefined : (oidc.params?.['scope'] as string | undefined);
  return narrowed ? new Set(narrowed.split(' ')) : ((AuthorizationCode ?? RefreshToken)?.scopes ?? new Set());
}

/** What an access token says of its sign-in. */
export interface SignInClaims {
  /** RFC 9068 §2.2.1, in seconds: the token ends with a change of the password. */
  readonly auth_time?: number;
  /** The token ends with the grant. */
  readonly grant_id?: string;
  /** What userinfo answers to it. A token for one API alone has none: the service that gets it must not read the profile. */
  readonly identity_scope?: string;
}

export function signInClaims(
  ctx: KoaContextWithOIDC | undefined,
  token: AccessToken & { authTime?: number },
  audience: string,
): SignInClaims {
  const { AuthorizationCode, Grant, RefreshToken } = ctx?.oidc.entities ?? {};
  const authTime = token.authTime ?? (AuthorizationCode ?? RefreshToken)?.authTime;
  const signIn = authTime === undefined ? {} : { auth_time: authTime };
  // An opaque token is in the store, together with its grant.
  if (token.aud === undefined) return signIn;
  // The JSON sign-in has no request of OpenID Connect, and grants all of these.
  const identity = ctx ? Grant?.getOIDCScopeFiltered(askedScopes(ctx)) : jsonSignInScope;
  const isForUserinfo = token.aud === audience && identity?.split(' ').includes('openid');
  return {
    ...signIn,
    ...(token.grantId !== undefined && { grant_id: token.grantId }),
    ...(isForUserinfo && { identity_scope: identity }),
  };
}
