import {
  allScopes,
  apiOf,
  everyApi,
  isApiScope,
  isRole,
  type RegistryCache,
  scopesFor,
  type Target,
} from '@gatehouse/authorization';
import { isLoopback } from '@gatehouse/service';
import { decodeJwt } from 'jose';
import {
  type Client,
  type Configuration,
  errors,
  type ExternalSigningKey,
  interactionPolicy,
  type JWK,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import { type User } from '../users/user';
import { outlivesEnd } from '../users/sign-in-time';
import { accountOf, authTimeIn, type UserAccount, type UserDirectory } from './account';
import { extraClientMetadata, firstPartyClients, isFirstParty } from '../first-party/first-party';
import { lifetimes } from '../signing-keys/lifetimes';
import { pageIdOf } from './interactions/pages/page-id';
import { providerPages } from './interactions/pages/provider-pages';
import { type AuditLog } from '../audit/audit';
import { type TokenStanding } from './access-tokens/standing';
import { identityScopes } from './identity-scopes';
import { DynamoDbAdapter } from './storage/dynamodb-adapter';
import { type OidcItems } from './storage/oidc-items';
import { type SingleUse } from './rotation/single-use';
import { signInClaims } from './userinfo/sign-in-claims';

/** What the authorization server is made of. */
export interface ProviderParts {
  readonly issuer: string;
  /** Resource indicator (RFC 8707) and audience of the whole system: its tokens can have the scopes of every API. */
  readonly audience: string;
  /** The APIs, which have resource indicators of their own, and who can have their scopes. */
  readonly registry: Pick<RegistryCache, 'current' | 'knowing'>;
  readonly webOrigins: readonly string[];
  /** Whether the tokens of the web app are kept in cookies, out of reach of its scripts. */
  readonly hasCookies: boolean;
  readonly items: OidcItems;
  readonly singleUse: SingleUse;
  readonly users: UserDirectory;
  readonly standing: TokenStanding;
  readonly audit: AuditLog;
  /** In the order in which they sign. */
  readonly keys: readonly (JWK | ExternalSigningKey)[];
}

/** Values of `prompt` that an authorization request may have. */
export const promptValues = ['none', 'login', 'consent', 'create'] as const;

/** The API as a resource server: what of it may be granted to a subject or client. */
export function apiResourceServer(audience: string, scopes: readonly string[]): ResourceServer {
  return {
    audience,
    scope: scopes.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: lifetimes.accessToken,
    jwt: { sign: { alg: 'RS256' } },
  };
}

export function configurationOf(parts: ProviderParts): Configuration {
  const { issuer, audience, registry, items, singleUse, users } = parts;
  const secure = issuer.startsWith('https:');
  const isLocal = isLoopback(new URL(issuer));
  const cookie = { httpOnly: true, sameSite: 'lax', secure } as const;

  async function userOf(ctx: KoaContextWithOIDC): Promise<User | undefined> {
    const account = ctx.oidc.account as UserAccount | undefined;
    if (account) return account.user;
    const id = ctx.oidc.session?.accountId;
    return id === undefined ? undefined : users.findById(id);
  }

  /** The scopes that the subject of the request can have of a resource, undefined where there is no such resource. */
  async function grantable(ctx: KoaContextWithOIDC, indicator: string, client: Client): Promise<string[] | undefined> {
    const known = await registry.current();
    const target: Target = indicator === audience ? everyApi : indicator;
    if (target !== everyApi && !apiOf(known, target)) return undefined;
    const registered = (client['api_scope'] as string | undefined)?.split(' ');
    if (isMachine(ctx)) return scopesFor(known, target, 'client').filter((scope) => registered?.includes(scope));
    const user = await userOf(ctx);
    // Nobody's roles are known before sign-in: what is granted in the end is asked again then.
    const allowed = user ? scopesFor(known, target, user) : ctx.oidc.route === 'token' ? [] : allScopes(known, target);
    return registered ? allowed.filter((scope) => registered.includes(scope)) : allowed;
  }

  const policy = interactionPolicy.base();
  // First: who asks for a new account gets it, whoever is signed in.
  policy.add(new interactionPolicy.Prompt({ name: 'create', requestable: true }), 0);
  const { checks } = policy.get('login') ?? { checks: new Set() };
  checks.add(
    new interactionPolicy.Check(
      'account_changed',
      'the account is gone, or its password was changed',
      ({ oidc }) => oidc.session?.accountId !== undefined && !oidc.account,
    ),
  );
  checks.add(new interactionPolicy.Check('hinted_account', 'another person was asked for', mustBeHintedAccount));

  return {
    adapter: (model: string) => new DynamoDbAdapter(model, items, singleUse),
    jwks: { keys: parts.keys },
    clients: firstPartyClients(parts.webOrigins),
    clientDefaults: {
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'RS256',
    },
    extraClientMetadata: { properties: extraClientMetadata },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    responseTypes: ['code'],
    scopes: [...identityScopes],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      acr: null,
      auth_time: null,
      iss: null,
      sid: null,
    },
    // Libraries look for the profile in the ID token, also where the access token is for userinfo alone.
    conformIdTokenClaims: false,
    subjectTypes: ['public'],
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256'],
      userinfoSigningAlgValues: ['RS256'],
      introspectionSigningAlgValues: ['RS256'],
      clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    },
    allowOmittingSingleRegisteredRedirectUri: false,
    // RFC 9700 §2.1.1. An ALB cannot send a challenge: a client for one is registered so, and has a secret.
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' || client['pkce_optional'] !== true },
    cookies: {
      names: {
        session: secure ? '__Host-gatehouse-session' : 'gatehouse-session',
        interaction: 'gatehouse-interaction',
        resume: 'gatehouse-resume',
      },
      long: cookie,
      short: cookie,
    },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      userinfo: '/oauth2/userinfo',
      revocation: '/oauth2/revoke',
      introspection: '/oauth2/introspect',
      pushed_authorization_request: '/oauth2/par',
      end_session: '/oauth2/logout',
      jwks: '/.well-known/jwks.json',
    },
    ttl: {
      AccessToken: lifetimes.accessToken,
      ClientCredentials: lifetimes.accessToken,
      AuthorizationCode: lifetimes.code,
      IdToken: lifetimes.idToken,
      Interaction: lifetimes.interaction,
      Session: lifetimes.session,
      Grant: lifetimes.grant,
      // Absolute: a successor ends when the first one would have.
      RefreshToken: (ctx) => ctx?.oidc.entities.RotatedRefreshToken?.remainingTTL ?? lifetimes.refreshToken,
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => mayIntrospect(client, token) },
      pushedAuthorizationRequests: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: providerPages.logoutSource,
        postLogoutSuccessSource: providerPages.postLogoutSuccessSource,
      },
      userinfo: { enabled: true },
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
      resourceIndicators: {
        enabled: true,
        // Who asks for an API's scopes means the API, also when it has never heard of RFC 8707.
        defaultResource: async (ctx, _client, oneOf) => {
          if (oneOf) return oneOf;
          mustRequestScope(ctx);
          if (isMachine(ctx)) return audience;
          const known = await registry.current();
          return requestedScopes(ctx).some((scope) => isApiScope(known, scope)) ? audience : undefined;
        },
        useGrantedResource: () => true,
        getResourceServerInfo: async (ctx, indicator, client) => {
          const scopes = await grantable(ctx, indicator, client);
          if (!scopes) throw new errors.InvalidTarget();
          mustRequestScope(ctx);
          const requested = requestedScopes(ctx);
          // RFC 6749 §3.3: a client that names no scope gets its own ones.
          if (isMachine(ctx) && requested.length === 0)
            Object.assign(ctx.oidc.params ?? {}, { scope: scopes.join(' ') });
          // RFC 6749 §5.2: a token without any of the scopes that were asked for would be of no use.
          if (isMachine(ctx) && requested.length > 0 && !requested.some((scope) => scopes.includes(scope))) {
            throw new errors.InvalidScope('none of the requested scopes can be granted', requested.join(' '));
          }
          return apiResourceServer(indicator, scopes);
        },
      },
    },
    interactions: { policy, url: (_ctx, { uid }) => `${new URL(issuer).pathname}/sign-in/${pageIdOf(uid)}` },
    // On the developer's machine clients are on it, too. Elsewhere oidc-provider's protection keeps requests out of the inner network.
    fetch: (url, options) => globalThis.fetch(url, isLocal ? withoutDispatcher(options) : options),
    findAccount: async (ctx, id, token) => {
      const user = await users.findById(id);
      const authTime = authTimeIn(token) ?? ctx.oidc.session?.loginTs;
      if (!user || user.disabledAt !== undefined) return undefined;
      if (authTime !== undefined && !outlivesEnd(user, authTime)) return undefined;
      return accountOf(user);
    },
    extraTokenClaims: async (ctx, token) => {
      if (token.kind !== 'AccessToken') return undefined;
      const account = ctx?.oidc.account as UserAccount | undefined;
      const user = account?.accountId === token.accountId ? account.user : await users.findById(token.accountId);
      if (!user) return undefined;
      // A role that was removed gives its holders nothing, whatever services demand.
      const known = await registry.knowing(user.roles);
      const roles = user.roles.filter((role) => isRole(known, role));
      const session = token.sid === undefined ? {} : { sid: token.sid };
      return { roles, username: user.username, ...session, ...signInClaims(ctx, token, audience) };
    },
    loadExistingGrant,
    renderError: providerPages.renderError,
    // A sign-out at the service itself also signs out its own client, even if that client asked for offline access.
    expiresWithSession: ({ oidc }, code) =>
      (oidc.client !== undefined && isFirstParty(oidc.client)) || !code.scopes.has('offline_access'),
    issueRefreshToken: (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && (isFirstParty(client) || code.scopes.has('offline_access')),
    rotateRefreshToken: true,
  };
}

/**
 * OpenID Connect Core §3.1.2.1: after a sign-in as somebody else than `id_token_hint` says, the answer is an error. oidc-provider
 * asks for the sign-in, and does not look at the hint, which it validated before, again.
 */
function mustBeHintedAccount({ oidc }: KoaContextWithOIDC): false {
  const hint = oidc.params?.['id_token_hint'] as string | undefined;
  if (hint === undefined || !oidc.result?.login || decodeJwt(hint).sub === oidc.session?.accountId) return false;
  throw new errors.LoginRequired('another person than the hinted one has signed in');
}

function isMachine({ oidc }: KoaContextWithOIDC): boolean {
  return oidc.params?.['grant_type'] === 'client_credentials';
}

/** RFC 6749 §3.3: an authorization request names what it is for, before anyone is asked to sign in for it. */
function mustRequestScope(ctx: KoaContextWithOIDC): void {
  const isRequest = ['authorization', 'pushed_authorization_request'].includes(ctx.oidc.route);
  if (isRequest && requestedScopes(ctx).length === 0) throw new errors.InvalidScope('scope is required', '');
}

function requestedScopes({ oidc }: KoaContextWithOIDC): string[] {
  return (oidc.params?.['scope'] as string | undefined)?.split(' ').filter(Boolean) ?? [];
}

function withoutDispatcher(options: RequestInit & { dispatcher?: unknown } = {}): RequestInit {
  const { dispatcher: _, ...rest } = options;
  return rest;
}

/** A client learns about its own tokens; a resource server, which has a secret, about any access token (RFC 7662 §2.1). */
function mayIntrospect(client: Client, { kind, clientId }: { kind: string; clientId?: string | undefined }): boolean {
  return clientId === client.clientId || (client.clientAuthMethod !== 'none' && kind !== 'RefreshToken');
}

/** The grant that the session has with the client, renewed; first-party clients are granted what they ask for. */
async function loadExistingGrant(ctx: KoaContextWithOIDC) {
  const { client, session, account, provider, params, resourceServers = {}, result } = ctx.oidc;
  if (!client || !session || !account) return undefined;
  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (!isFirstParty(client)) return existing;
  const grant = existing ?? new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  const requested = new Set((params?.['scope'] as string | undefined)?.split(' '));
  const before = JSON.stringify([grant.openid, grant.resources]);
  for (const scope of identityScopes) if (requested.has(scope)) grant.addOIDCScope(scope);
  for (const [indicator, { scope }] of Object.entries(resourceServers)) {
    const granted = scope.split(' ').filter((name) => requested.has(name));
    if (granted.length > 0) grant.addResourceScope(indicator, granted);
  }
  const aged = grant.exp !== undefined && grant.remainingTTL < lifetimes.grant / 2;
  if (aged) grant.exp = Math.floor(Date.now() / 1000) + lifetimes.grant;
  if (aged || JSON.stringify([grant.openid, grant.resources]) !== before) await grant.save();
  return grant;
}
