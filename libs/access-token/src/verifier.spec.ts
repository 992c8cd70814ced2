import { ConfigurationError, createAccessTokenVerifier, type AccessTokenVerifier } from './index';
import { createTestIssuer, type TestIssuer } from './testing';

describe('createAccessTokenVerifier', () => {
  let issuer: TestIssuer;
  let verifier: AccessTokenVerifier;

  beforeEach(async () => {
    issuer = await createTestIssuer();
    verifier = createAccessTokenVerifier({ issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] });
  });

  afterEach(async () => {
    verifier.close();
    await issuer.close();
  });

  it('says who a good token speaks for', async () => {
    const token = issuer.mint({ claims: { jti: 'j1' } });
    const principal = await verifier.verify(token);
    expect(principal).toMatchObject({
      subject: '0b9a1f0e-5d0c-4f7b-8a52-6f1f3a2b7c11',
      issuer: issuer.issuer,
      clientId: 'web',
      tokenId: 'j1',
    });
    expect([...principal.scopes]).toEqual(['openid', 'messages:read', 'messages:write']);
    expect([...principal.roles]).toEqual(['user']);
    expect(Object.isFrozen(principal)).toBe(true);
    expect(verifier.cached(token)).toBe(principal);
    expect(verifier.cached(issuer.mint())).toBeUndefined();
    expect(issuer.fetches).toEqual({ discovery: 1, jwks: 1 });
  });

  it('names every fault of its options at once', () => {
    const options = {
      issuers: [{ issuer: 'nowhere' }, { issuer: 'https://a', audience: 'b', algorithms: ['HS256'] }],
      cache: { maxEntries: 0 },
    };
    let error: unknown;
    try {
      createAccessTokenVerifier(options as never);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).faults).toEqual([
      'issuers.0.audience: must be given; null is the explicit "do not check"',
      'issuers.1.algorithms: HS256 needs a secret and no other algorithm',
      'cache.maxEntries: Too small: expected number to be >=1',
    ]);
  });
});
