import { createTestKey, type MintOptions, type TestIssuer } from '@gatehouse/access-token/testing';

/** A request of a test that runs before and after a port. */
export interface PortRequest {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** No token, a text that is no token, or the claims of one. */
  readonly token?: string | Claims;
  readonly mint?: (issuer: TestIssuer, options: MintOptions) => string;
}

type Claims = Readonly<Record<string, unknown>>;

interface Roles {
  readonly realm?: readonly string[];
  readonly client?: readonly string[];
  readonly other?: readonly string[];
}

/** The claims of a person with these roles. */
function person({ realm = [], client = [], other = [] }: Roles = {}, changes: Claims = {}): Claims {
  return {
    sub: 'ada',
    aud: ['shop-api', 'account'],
    scope: 'openid profile',
    realm_access: { roles: ['offline_access', ...realm] },
    resource_access: { account: { roles: [] }, 'shop-api': { roles: client }, 'other-api': { roles: other } },
    ...changes,
  };
}

const ada = person();
const viewer = person({}, { scope: 'openid products:view' });
const clerk = person({ client: ['clerk'] });
const seconds = Math.floor(Date.now() / 1000);

/** What is asked of the shop of docs/coming-from/nest-keycloak-connect.md. */
export const keycloakRequests: readonly PortRequest[] = [
  { name: 'a public route', method: 'GET', path: '/products' },
  { name: 'a public route, bad token', method: 'GET', path: '/products', token: 'no.token.atall' },
  { name: 'an unprotected controller', method: 'GET', path: '/health' },
  { name: 'an optional sign-in, no token', method: 'GET', path: '/products/offers' },
  { name: 'an optional sign-in, good token', method: 'GET', path: '/products/offers', token: ada },
  { name: 'an optional sign-in, bad token', method: 'GET', path: '/products/offers', token: 'no.token.atall' },
  { name: 'no token', method: 'GET', path: '/products/mine' },
  { name: 'a good token', method: 'GET', path: '/products/mine', token: ada },
  { name: 'no JWT', method: 'GET', path: '/products/mine', token: 'opaque' },
  { name: 'an expired token', method: 'GET', path: '/products/mine', token: person({}, { exp: seconds - 60 }) },
  {
    name: 'another realm',
    method: 'GET',
    path: '/products/mine',
    token: person({}, { iss: 'https://sso.example.com/realms/other' }),
  },
  { name: 'a refresh token', method: 'GET', path: '/products/mine', token: person({}, { typ: 'Refresh' }) },
  { name: 'an ID token', method: 'GET', path: '/products/mine', token: person({}, { typ: 'ID' }) },
  {
    name: 'a key that the realm does not have',
    method: 'GET',
    path: '/products/mine',
    token: ada,
    mint: (issuer, options) =>
      issuer.mint({ ...options, key: { ...createTestKey('foreign'), kid: issuer.keys[0]?.kid ?? '' } }),
  },
  { name: 'a role of the client', method: 'GET', path: '/products/stock', token: clerk },
  { name: 'without the role of the client', method: 'GET', path: '/products/stock', token: ada },
  { name: 'the role of another client', method: 'GET', path: '/products/stock', token: person({ other: ['clerk'] }) },
  { name: 'one of two roles, of the realm', method: 'POST', path: '/products', token: person({ realm: ['admin'] }) },
  { name: 'one of two roles, of the client', method: 'POST', path: '/products', token: person({ client: ['editor'] }) },
  { name: 'none of two roles', method: 'POST', path: '/products', token: clerk },
  { name: 'all roles', method: 'DELETE', path: '/products/1', token: person({ realm: ['admin'], client: ['clerk'] }) },
  { name: 'one role where all are needed', method: 'DELETE', path: '/products/1', token: person({ realm: ['admin'] }) },
  { name: 'the other role where all are needed', method: 'DELETE', path: '/products/1', token: clerk },
  { name: 'a scope', method: 'GET', path: '/products/prices', token: viewer },
  { name: 'without the scope', method: 'GET', path: '/products/prices', token: ada },
  { name: 'roles on class and method, the role of the class', method: 'GET', path: '/reports', token: clerk },
  {
    name: 'roles on class and method, the role of the method',
    method: 'GET',
    path: '/reports',
    token: person({ realm: ['admin'] }),
  },
  { name: 'an unknown path', method: 'GET', path: '/nothing' },
  { name: 'a token for another API', method: 'GET', path: '/products/mine', token: person({}, { aud: 'other-api' }) },
  { name: 'a token without expiry', method: 'GET', path: '/products/mine', token: person({}, { exp: undefined }) },
  {
    name: 'a token that is bound to a key',
    method: 'GET',
    path: '/products/mine',
    token: person({}, { cnf: { 'x5t#S256': 'x' } }),
  },
  {
    name: 'a realm role with the name of a client role',
    method: 'GET',
    path: '/products/stock',
    token: person({ realm: ['clerk'] }),
  },
];

/** The token of a request; an issuer of another name signs with the same keys. */
export function tokenOf({ token, mint }: PortRequest, issuer: TestIssuer, name = issuer.issuer): string | undefined {
  if (token === undefined || typeof token === 'string') return token;
  const options = { claims: { iss: name, ...token } };
  return mint === undefined ? issuer.mint(options) : mint(issuer, options);
}
