import { ConfigurationError } from '@gatehouse/access-token';
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
    ['a resource with a fragment', { resource: 'https://api.example/#a' }],
    ['a resource with credentials', { resource: 'https://ada:x@api.example/' }],
    ['a resource that is no URL', { resource: 'messages' }],
    ['a resource that is a path', { resource: '/messages' }],
    ['a resource that would end its quotes', { resource: 'https://api.example/", error="x' }],
    ['a resource of another scheme', { resource: 'javascript:alert(1)' }],
    ['a cookie that can be planted', { cookie: { name: 'sid' as '__Host-sid', trustedOrigins: [] } }],
    ['a trusted origin with a path', { cookie: { name: '__Host-a', trustedOrigins: ['https://a.example/'] } }],
    ['any origin', { cookie: { name: '__Host-a', trustedOrigins: ['*'] } }],
    ['an audit hook that is no function', { onDecision: 'log' as unknown as () => void }],
    ['the null origin', { cookie: { name: '__Host-a', trustedOrigins: ['null'] } }],
  ] satisfies [string, Partial<AuthOptions>][])('refuse %s', (_, options) => {
    const forRoot = () => AuthModule.forRoot({ issuers: [{ issuer, audience: 'a' }], ...options });
    expect(forRoot).toThrow(ConfigurationError);
    expect(forRoot).toThrow(`The options of AuthModule are not valid:\n  ${Object.keys(options)[0]}`);
  });

  it.each([undefined, null, 'https://issuer.example'])('refuse %p and show what to write', (options) => {
    expect(() => AuthModule.forRoot(options as never)).toThrow(
      'AuthModule.forRoot({ issuers: [{ issuer, audience }] })',
    );
  });

  it('refuse an issuer option that the verifier does not know, as soon as forRoot is called', () => {
    const issuers = [{ issuer, audience: 'a', jwksUrl: 'https://issuer.example/keys' }];
    expect(() => AuthModule.forRoot({ issuers })).toThrow('issuers.0: Unrecognized key: "jwksUrl"');
  });

  it('report every fault at once', () => {
    const options = { issuers: [{ issuer, audience: 'a' }], resource: 'https://api.example', realm: '"', cache: 7 };
    let error: unknown;
    try {
      AuthModule.forRoot(options as never);
    } catch (caught) {
      error = caught;
    }
    expect((error as ConfigurationError).faults).toEqual([
      expect.stringMatching(/^cache: /),
      expect.stringMatching(/^realm: /),
      expect.stringMatching(/^resource: /),
    ]);
  });

  const resource = 'https://api.example/orders';
  const pool = { issuer, preset: 'cognito', clientIds: 'web' } as const;

  it.each<[string, AuthOptions['issuers'], string]>([
    ['another audience', [{ issuer, audience: 'a' }], `'a', '${resource}'`],
    ['other audiences', [{ issuer, audience: ['a', 'b'] }], `'a', 'b', '${resource}'`],
    ['the audience with a slash at its end', [{ issuer, audience: `${resource}/` }], `'${resource}/', '${resource}'`],
    ['the audience in capitals', [{ issuer, audience: resource.toUpperCase() }], `'${resource}'`],
    ['the origin of the audience', [{ issuer, audience: 'https://api.example' }], `'${resource}'`],
    ['a user pool of another audience', [{ ...pool, audience: 'a' }], `'a', '${resource}'`],
  ])('refuse an advertised resource whose issuer has %s, and show what to write', (_name, issuers, audience) => {
    expect(() => AuthModule.forRoot({ issuers, resource })).toThrow(
      new RegExp(`^ {2}resource: is not an accepted audience; write audience: \\[.*${audience}\\] at its issuer$`, 'm'),
    );
  });

  it.each<[string, AuthOptions['issuers']]>([
    ['the resource as audience', [{ issuer, audience: resource }]],
    ['the resource among its audiences', [{ issuer, audience: ['a', resource] }]],
    ['no check of the audience', [{ issuer, audience: null }]],
    ['tokens without audience', [pool]],
    ['tokens without audience, said explicitly', [{ ...pool, audience: null }]],
    ['the resource as audience of a user pool', [{ ...pool, audience: [resource] }]],
    [
      'the resource as audience, beside another',
      [
        { issuer: 'https://other.example', audience: 'a' },
        { issuer, audience: resource },
      ],
    ],
  ])('take an advertised resource whose issuer has %s', (_name, issuers) => {
    expect(AuthModule.forRoot({ issuers, resource })).toMatchObject({ module: AuthModule });
  });
});
