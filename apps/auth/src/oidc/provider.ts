import { allScopes } from '@gatehouse/authorization';
import { type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { configurationOf, promptValues, type ProviderParts } from './configuration';
import { digestOf } from './storage/sealing';
import { timingSafeEqual } from 'node:crypto';
import { rememberEndedSessions } from './session-end';
import { allowClientOrigins } from './cors/client-origins';
import { keepTokensInCookies } from './cookies/cookie-mode';
import { nameSuccessors } from './rotation/name-successors';
import { OwnAccessTokens } from './access-tokens/own-access-tokens';
import { answerForStructuredTokens } from './access-tokens/structured-tokens';
import { nameIdentityScopes, takeApiTokens } from './userinfo/api-tokens';

/** Addresses come from the configured issuer alone: neither the mount path nor any header has a say. */
class IssuerBoundProvider extends Provider {
  override pathFor(name: string, options: { mountPath?: string } = {}): string {
    const { mountPath: _, ...rest } = options;
    return super.pathFor(name, rest);
  }
}

function pathOf(target: string): string {
  // RFC 9112 §3.2.2: a request target may be a whole URL of the caller's choice.
  if (target.startsWith('/')) return target;
  const url = URL.parse(target);
  return url ? url.pathname + url.search : '/';
}

function bindOrigin(provider: Provider, issuer: string): void {
  const { origin, host, hostname, protocol } = new URL(issuer);
  const fixed = { origin, host, hostname, protocol: protocol.slice(0, -1), secure: protocol === 'https:' };
  for (const [name, value] of Object.entries(fixed)) {
    Object.defineProperty(provider.request, name, { get: () => value });
  }
  Object.defineProperty(provider.request, 'href', {
    get(this: { originalUrl: string }) {
      return origin + pathOf(this.originalUrl);
    },
  });
}

/** Builds oidc-provider. It holds no state of its own: another one with other keys may take over between two requests. */
export function createProvider(parts: ProviderParts): Provider {
  const provider = new IssuerBoundProvider(parts.issuer, configurationOf(parts));
  bindOrigin(provider, parts.issuer);
  if (parts.hasCookies) keepTokensInCookies(provider, parts.webOrigins);

  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    // The API's scopes are not oidc-provider's, but clients look for them here (RFC 8414 §2).
    const metadata = ctx.body as
      { issuer?: string; scopes_supported?: string[]; prompt_values_supported?: string[] } | undefined;
    if (metadata?.issuer !== parts.issuer) return;
    // Initiating User Registration via OpenID Connect 1.0 §4.
    metadata.prompt_values_supported = [...promptValues];
    // Without the registry the rest still has to be found; RFC 8414 lets a server leave scopes out.
    const registry = await parts.registry.current().catch(() => undefined);
    if (registry) metadata.scopes_supported?.push(...allScopes(registry));
  });

  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    if (ctx.status === 200 && ctx.oidc?.route === 'token') nameIdentityScopes(ctx, parts.audience);
  });

  const tokens = new OwnAccessTokens(parts.issuer, parts.keys);
  takeApiTokens(provider, tokens, parts);
  answerForStructuredTokens(provider, tokens, parts);
  allowClientOrigins(provider);
  nameSuccessors(provider, parts.singleUse);
  rememberEndedSessions(provider, parts.items);

  Object.assign(provider.Client.prototype, {
    // The store has a digest of the secret, which is 256 random bits.
    compareClientSecret(this: { clientSecret: string; previous_secret?: string }, actual: string) {
      const digest = Buffer.from(digestOf(actual));
      const known = [this.clientSecret, this.previous_secret ?? this.clientSecret];
      return known.some((secret) => timingSafeEqual(digest, Buffer.from(secret.padEnd(43).slice(0, 43))));
    },
    // Every ID token and access token of a session names it, also for clients without a logout address.
    includeSid: () => true,
  });
  return provider;
}
