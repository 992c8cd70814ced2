import { isLoopback } from '@gatehouse/service';
import { type Client, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { claimedClientId } from '../userinfo/api-tokens';
import { allowOrigin } from './answers';

const clientRoutes: ReadonlySet<string | undefined> = new Set([
  'token',
  'userinfo',
  'revocation',
  'introspection',
  'pushed_authorization_request',
]);

/**
 * Whether the pages of an origin may read what the server answers to this client: the origin is that of one of its redirect URIs,
 * and the client lives in a browser. A client with a secret or a private URI scheme does not.
 */
export function isOriginOf(client: Client, origin: string): boolean {
  if (client.clientAuthMethod !== 'none' || client.applicationType !== 'web') return false;
  return (client.redirectUris ?? []).some((address) => {
    const url = URL.parse(address);
    return url !== null && (url.protocol === 'https:' || isLoopbackHttp(url)) && url.origin === origin;
  });
}

function isLoopbackHttp(url: URL): boolean {
  return url.protocol === 'http:' && isLoopback(url);
}

/** The client of the request: known, or named by a token that userinfo refused before it asked for the client. */
async function clientOf(ctx: KoaContextWithOIDC, provider: Provider): Promise<Client | undefined> {
  const { client, route } = ctx.oidc;
  if (client || route !== 'userinfo') return client;
  const [, token = ''] = /^(?:Bearer|DPoP) (\S+)$/i.exec(ctx.get('authorization')) ?? [];
  const claimed = claimedClientId(token);
  return claimed === undefined ? undefined : provider.Client.find(claimed);
}

/** Lets the pages of a client read the answers to it, errors included. */
export function allowClientOrigins(provider: Provider): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const origin = ctx.get('origin');
    if (origin === '' || !clientRoutes.has(ctx.oidc?.route)) return;
    // It says nothing of anyone, and where the store is out of reach the client cannot be asked for.
    if (ctx.status === 503) return allowOrigin(ctx.res, '*');
    // The answer is there already: what keeps the client from being found must not replace it.
    const client = await clientOf(ctx, provider).catch(() => undefined);
    if (client && isOriginOf(client, origin)) allowOrigin(ctx.res, origin);
  });
}
