import { type Client, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { type AuditLog } from '../../audit/audit';
import { contextOf } from '../audit-events';
import { type OidcItems } from '../storage/oidc-items';
import { type AccessTokenClaims, type OwnAccessTokens } from './own-access-tokens';
import { type TokenStanding } from './standing';

interface Parts {
  readonly standing: TokenStanding;
  readonly items: OidcItems;
  /** Audience of the whole system. */
  readonly audience: string;
  readonly audit: AuditLog;
}

/**
 * Introspection (RFC 7662) and revocation (RFC 7009) of access tokens that are JWTs. oidc-provider authenticates the client
 * and leaves JWTs to us with the error `unsupported_token_type`.
 */
export function answerForStructuredTokens(provider: Provider, tokens: OwnAccessTokens, parts: Parts): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const { route, client, params } = (ctx.oidc as KoaContextWithOIDC['oidc'] | undefined) ?? {};
    const token = params?.['token'];
    if (!client || typeof token !== 'string' || !isUnsupported(ctx.body)) return;
    if (route === 'introspection') {
      ctx.status = 200;
      ctx.body = await introspect(await tokens.read(token), client, parts);
    } else if (route === 'revocation') {
      await revoke(ctx, await tokens.read(token), client, parts);
      ctx.status = 200;
      ctx.body = '';
    }
  });
}

function isUnsupported(body: unknown): boolean {
  return (body as { error?: unknown } | undefined)?.error === 'unsupported_token_type';
}

async function introspect(
  claims: AccessTokenClaims | undefined,
  client: Client,
  parts: Parts,
): Promise<Record<string, unknown>> {
  // RFC 7662 §2.2: an invalid token is no error of the caller.
  if (!claims || !mayIntrospect(client, claims, parts.audience)) return { active: false };
  if (!(await parts.standing.isGood(claims))) return { active: false };
  const { grant_id: _, identity_scope: __, ...shown } = claims;
  return { active: true, ...shown, token_type: claims.cnf === undefined ? 'Bearer' : 'DPoP' };
}

/** RFC 7662 §4: a client learns about its own tokens, a resource server about those that name it as audience. */
function mayIntrospect(client: Client, { client_id, aud }: AccessTokenClaims, audience: string): boolean {
  if (client_id === client.clientId) return true;
  if (client.clientAuthMethod === 'none') return false;
  const audiences = [aud].flat();
  // The audience of the whole system is every resource server's.
  return audiences.includes(audience) || audiences.includes(String(client['resource']));
}

async function revoke(
  ctx: KoaContextWithOIDC,
  claims: AccessTokenClaims | undefined,
  client: Client,
  parts: Parts,
): Promise<void> {
  // RFC 7009 §2.2: nor is it here.
  if (!claims || claims.client_id !== client.clientId) return;
  if (claims.grant_id === undefined) await parts.standing.revokeOfClient(claims.jti, claims.exp);
  else await parts.items.endGrant(claims.grant_id);
  parts.audit.record({ event: 'revoke', outcome: 'success', subject: claims.sub, context: contextOf(ctx) });
}
