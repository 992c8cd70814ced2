import { AuthModule, type AuthOptions, type CookieOptions, RequireRoles, RequireScopes } from '.';
import { type RouteRequest } from './testing';

const issuer = 'https://issuer.example';

/** Compiled by `typecheck`: each line below an expectation must not compile. */
export const mustNotCompile = (): void => {
  // @ts-expect-error nobody is trusted by default
  AuthModule.forRoot({});
  // @ts-expect-error the audience is named, or explicitly null
  AuthModule.forRoot({ issuers: [{ issuer }] });
  // @ts-expect-error not even undefined leaves the audience unchecked
  AuthModule.forRoot({ issuers: [{ issuer, audience: undefined }] });
  // @ts-expect-error no token is ever unsigned
  AuthModule.forRoot({ issuers: [{ issuer, audience: 'a', algorithms: ['none'] }] });
  // @ts-expect-error a shared secret is no key of a JWKS
  AuthModule.forRoot({ issuers: [{ issuer, audience: 'a', algorithms: ['HS256'] }] });
  // @ts-expect-error a secret demands that its algorithm is named
  AuthModule.forRoot({ issuers: [{ issuer, audience: 'a', secret: Buffer.alloc(32) }] });
  // @ts-expect-error a cookie without a prefix can be planted
  const cookieName: CookieOptions = { name: 'access_token', trustedOrigins: [] };
  // @ts-expect-error who else may send requests is said, if only as []
  const origins: CookieOptions = { name: '__Host-access_token' };
  // @ts-expect-error there is no way to take a token from the URL
  const fromUrl: Partial<AuthOptions> = { query: 'access_token' };
  // @ts-expect-error a demand demands something
  RequireScopes();
  // @ts-expect-error a demand demands something
  RequireRoles();
  // @ts-expect-error a test says who it is, not what its header is
  const header: RouteRequest = { method: 'GET', path: '/', headers: { Authorization: 'Bearer x' } };
  // @ts-expect-error nor in lower case
  const lower: RouteRequest = { method: 'GET', path: '/', headers: { authorization: 'Bearer x' } };
  // @ts-expect-error nor its cookie
  const cookie: RouteRequest = { method: 'GET', path: '/', headers: { cookie: 'a=b' } };
  void [cookieName, origins, fromUrl, header, lower, cookie];
};

describe('the options', () => {
  it('take the unsafe choice where it is spelt out', () => {
    expect(AuthModule.forRoot({ issuers: [{ issuer, audience: null }] })).toMatchObject({ module: AuthModule });
  });

  it.each([
    ['a realm that would end its quotes', { realm: 'a", error="x' }],
    ['a resource with a query', { resource: 'https://api.example/?a' }],
    ['a resource that is no URL', { resource: 'messages' }],
    ['a resource of another scheme', { resource: 'javascript:alert(1)' }],
    ['a cookie that can be planted', { cookie: { name: 'sid' as '__Host-sid', trustedOrigins: [] } }],
    ['a trusted origin with a path', { cookie: { name: '__Host-a', trustedOrigins: ['https://a.example/'] } }],
    ['any origin', { cookie: { name: '__Host-a', trustedOrigins: ['*'] } }],
    ['the null origin', { cookie: { name: '__Host-a', trustedOrigins: ['null'] } }],
  ] satisfies [string, Partial<AuthOptions>][])('refuse %s', (_, options) => {
    expect(() => AuthModule.forRoot({ issuers: [{ issuer, audience: 'a' }], ...options })).toThrow(TypeError);
  });
});
