import type { TestIssuerOptions, TokenShape } from '@gatehouse/access-token/testing';

/** A token, or a configuration, that goes wrong as a trap of a page says. */
export interface Trap {
  /** Which configuration of the page; the first by default. */
  readonly recipe?: number;
  /** Other options of the issuer. */
  readonly issuer?: object;
  /** The options themselves are wrong, and the line is that of the start. */
  readonly faults?: true;
  readonly path?: '/orders' | '/orders/read' | '/orders/open';
  readonly identity?: object;
  readonly claims?: object;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  readonly idToken?: true;
  /** What the discovery document says in another way. */
  readonly documents?: object;
}

/** What is tried of a page. */
export interface IssuerPage {
  readonly page: string;
  readonly issuer: TestIssuerOptions;
  /** For each configuration a token of the provider, and who its principal is. */
  readonly recipes: readonly {
    readonly identity?: object;
    readonly claims?: object;
    readonly shape?: Partial<TokenShape>;
    readonly principal: object;
  }[];
  /** In the order of the page. */
  readonly traps: readonly Trap[];
  /** Configurations that variables cannot say. */
  readonly unable?: readonly number[];
}

const clerk = { scopes: ['orders:read'], roles: ['clerk'] };
const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const now = Math.floor(Date.now() / 1000);
const opaque = { token: 'v2.local-1b4e28ba-2fa1-11d2-883f-0016d3cca427' };

/** The pages of docs/issuers. */
export const issuerPages: readonly IssuerPage[] = [
  {
    page: 'keycloak.md',
    issuer: { preset: 'keycloak' },
    recipes: [
      { principal: clerk },
      {
        claims: { realm_access: { roles: ['user'] }, resource_access: { 'orders-api': { roles: ['clerk'] } } },
        principal: { ...clerk, roles: ['user', 'clerk'] },
      },
    ],
    traps: [
      { claims: { aud: 'account' } },
      { claims: { aud: undefined } },
      { path: '/orders/open', claims: { realm_access: { roles: ['offline_access', 'uma_authorization'] } } },
      { claims: { iss: 'http://keycloak:8080/realms/shop' } },
      { documents: { issuer: 'http://sso.example.com/realms/shop' } },
      { header: { alg: 'ES256' } },
      { idToken: true },
    ],
  },
  {
    page: 'entra.md',
    issuer: { preset: 'entra', path: `/${tenant}/v2.0` },
    recipes: [
      { principal: clerk },
      { principal: clerk },
      {
        claims: { azp: undefined, azpacr: undefined, appid: 'web', appidacr: '0', ver: '1.0' },
        principal: clerk,
      },
    ],
    traps: [
      { claims: { iss: `https://sts.windows.net/${tenant}/`, azp: undefined, appid: 'web', ver: '1.0' } },
      { claims: { aud: 'api://orders' } },
      { recipe: 2, claims: { aud: 'https://graph.microsoft.com' } },
      { path: '/orders/read', claims: { scp: undefined } },
      { issuer: { issuer: 'https://login.microsoftonline.com/common/v2.0' }, faults: true },
      {
        recipe: 1,
        claims: {
          iss: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
          tid: '9188040d-6c67-4c5b-b112-36a304b66dad',
        },
      },
      { idToken: true },
    ],
  },
  {
    page: 'auth0.md',
    issuer: { preset: 'auth0' },
    recipes: [
      { principal: clerk },
      {
        claims: { roles: undefined, permissions: ['orders:write'], 'https://api.example.com/roles': ['clerk'] },
        principal: { ...clerk, scopes: ['orders:read', 'orders:write'] },
      },
    ],
    traps: [
      { issuer: { issuer: 'https://acme.eu.auth0.com' }, claims: { iss: 'https://acme.eu.auth0.com/' } },
      opaque,
      { path: '/orders/open', claims: { roles: undefined, 'https://api.example.com/roles': ['clerk'] } },
      { path: '/orders/read', claims: { scope: 'openid profile' } },
      { claims: { iat: now, exp: now + 30 * 86_400 } },
      { idToken: true },
    ],
  },
  {
    page: 'okta.md',
    issuer: { preset: 'okta' },
    recipes: [{ principal: clerk }],
    traps: [
      { claims: { iss: 'https://acme.okta.com', aud: 'https://acme.okta.com' } },
      { claims: { aud: 'https://orders.example.com' } },
      { path: '/orders/open', claims: { groups: undefined } },
      { path: '/orders/read', claims: { scp: ['openid', 'profile'] } },
      { idToken: true },
    ],
  },
  {
    page: 'google.md',
    issuer: { preset: 'google' },
    recipes: [
      {
        identity: { roles: [], subject: '108' },
        principal: { clientId: '108', scopes: [], roles: [] },
      },
    ],
    traps: [
      { claims: { email: 'ada@example.com' } },
      { claims: { email: 'reports@shop.iam.gserviceaccount.com' } },
      { claims: { email: undefined, email_verified: undefined, roles: undefined } },
      { claims: { aud: 'https://other.example.com' } },
      { token: 'ya29.a0AfB_byC7ghBEyMV18evd016hq' },
    ],
  },
  {
    page: 'cognito.md',
    issuer: { preset: 'cognito' },
    recipes: [
      { principal: clerk },
      {
        identity: { scopes: ['orders/orders:read', 'openid'] },
        principal: { ...clerk, scopes: ['orders:read', 'openid'] },
      },
    ],
    traps: [
      { path: '/orders/read', identity: { scopes: ['openid', 'orders/orders:read'] } },
      { path: '/orders/read', identity: { scopes: ['aws.cognito.signin.user.admin'] } },
      { identity: { clientId: '7hfjd0s9k2q4n6' } },
      { path: '/orders/open', identity: { roles: [] } },
      { idToken: true },
    ],
  },
  {
    page: 'gatehouse.md',
    issuer: { preset: 'gatehouse' },
    recipes: [{ principal: clerk }, { principal: clerk }],
    traps: [
      { claims: { aud: 'urn:example:other' } },
      { ...opaque },
      { path: '/orders/read', claims: { scope: undefined } },
      { path: '/orders/open', claims: { roles: [] } },
      { idToken: true },
    ],
  },
  {
    page: 'oidc.md',
    issuer: { preset: 'oidc' },
    recipes: [
      { principal: clerk },
      {
        claims: { client_id: undefined, azp: 'web', roles: undefined, groups: ['clerk'] },
        shape: { typ: 'JWT' },
        principal: clerk,
      },
      {
        claims: {
          scope: 'shop.orders:read',
          permissions: ['orders:write'],
          roles: undefined,
          realm: { roles: ['clerk'] },
        },
        principal: { scopes: ['orders:read', 'orders:write'], roles: ['clerk'] },
      },
      { principal: clerk },
    ],
    unable: [3],
    traps: [
      { header: { typ: 'JWT' } },
      { issuer: { tokenTypes: ['JWT'] }, header: { typ: 'JWT' }, claims: { client_id: undefined, azp: 'web' } },
      { claims: { client_id: undefined, azp: 'web' } },
      { claims: { jti: undefined } },
      { path: '/orders/open', claims: { roles: undefined, groups: ['clerk'] } },
      { issuer: { claims: { scopes: ['scope', 'permissions'] } }, faults: true },
      { recipe: 1, idToken: true },
    ],
  },
];
