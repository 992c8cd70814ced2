import { decodeJwt } from 'jose';
import { type AccessToken, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type OwnAccessTokens } from '../access-tokens/own-access-tokens';
import { jsonSignIn } from '../../first-party/first-party';
import { askedScopes } from './sign-in-claims';

const form = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The client that a token names, whatever the token is worth. It decides nothing but who may read why the token was refused. */
export function claimedClientId(token: string): string | undefined {
  try {
    const { client_id } = decodeJwt<{ client_id?: unknown }>(token);
    return typeof client_id === 'string' ? client_id : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Lets userinfo take the access tokens that were issued for APIs beside a sign-in. No store has them: what oidc-provider checks
 * of a stored one (client, account, grant, proof of possession) it checks of the one that is read from the claims.
 */
export function takeApiTokens(provider: Provider, tokens: OwnAccessTokens, { audience }: { audience: string }): void {
  const { AccessToken } = provider;
  const stored = AccessToken.find.bind(AccessToken);

  async function fromApiToken(value: string): Promise<AccessToken | undefined> {
    const claims = await tokens.read(value);
    // A service that gets a token for its API alone must not read the profile with it.
    if (claims?.aud !== audience) return undefined;
    const { sub, client_id, scope, identity_scope, grant_id, auth_time, cnf, jti, iat, exp } = claims;
    return new AccessToken({
      // Without `openid` these are scopes of APIs, for which userinfo has nothing.
      scope: identity_scope ?? scope,
      accountId: sub,
      clientId: client_id,
      ...(grant_id !== undefined && { grantId: grant_id }),
      ...(cnf?.jkt !== undefined && { jkt: cnf.jkt }),
      ...(auth_time !== undefined && { extra: { auth_time } }),
      jti,
      iat,
      exp,
    } as never);
  }

  Object.assign(AccessToken, {
    find: (value: string, options?: object) =>
      Provider.ctx?.oidc.route === 'userinfo' && form.test(value) ? fromApiToken(value) : stored(value, options),
  });
}

/**
 * Names the scopes of OpenID Connect in the answer of the token endpoint (RFC 6749 §5.1), also where the access token is one for
 * an API. Clients ask for the scopes of this answer when they refresh: without `openid` they would lose it.
 */
export function nameIdentityScopes(ctx: KoaContextWithOIDC, audience: string): void {
  const { AccessToken, Grant, RefreshToken } = ctx.oidc.entities;
  // The JSON sign-in names the scopes of APIs alone, and so do its refreshes, unless they ask for more by name.
  if (RefreshToken?.gty?.startsWith(jsonSignIn) && !ctx.oidc.params?.['scope']) return;
  const answer = ctx.body as { id_token?: string; scope?: string };
  if (answer.id_token === undefined || !Grant || AccessToken?.aud !== audience) return;
  answer.scope = [Grant.getOIDCScopeFiltered(askedScopes(ctx)), answer.scope].filter(Boolean).join(' ');
}
