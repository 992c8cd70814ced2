import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import {
  ConfigurationError,
  createAccessTokenVerifier,
  InvalidTokenError,
  type AccessTokenVerifier,
  type IssuerOptions,
  type Principal,
} from './index';
import { createTestIssuer, createTestKey, type TestIssuer } from './testing';

/** A token is remembered from its second time on. */
async function remember(verifier: AccessTokenVerifier, token: string): Promise<Principal> {
  await verifier.verify(token);
  return verifier.verify(token);
}

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
    const principal = await remember(verifier, token);
    expect(principal).toMatchObject({
      subject: '0b9a1f0e-5d0c-4f7b-8a52-6f1f3a2b7c11',
      issuer: issuer.issuer,
      clientId: 'web',
      tokenId: 'j1',
    });
    expect([...principal.scopes]).toEqual(['openid', 'messages:read', 'messages:write']);
    expect([...principal.roles]).toEqual(['user']);
    expect(Object.isFrozen(principal)).toBe(true);
    expect(verifier.verifyNow(token)).toBe(principal);
    expect(verifier.verifyNow(issuer.mint())).not.toBe(principal);
    expect(issuer.fetches).toEqual({ discovery: 1, jwks: 1 });
  });

  it('needs no longer for the refusal of a token that was made to need long', async () => {
    const many = createAccessTokenVerifier({
      issuers: Array.from({ length: 200 }, (_, n) => ({ issuer: `https://id${n}.example/`, audience: 'a' })),
    });
    // Patterns that begin anew at each character would take 100 ms and more for each of the issuers.
    const before = process.cpuUsage();
    for (const iss of ['/'.repeat(5000) + 'x', 'a'.repeat(5000), `${'a'.repeat(2500)}.${'b'.repeat(2500)}`]) {
      await expect(many.verify(issuer.mint({ claims: { iss } }))).rejects.toMatchObject({ reason: 'issuer' });
    }
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    many.close();
  });

  it.each(['eyJ\n2026 WARN forged', '{"sub":"secret-of-ada\u001b[2J', '\u2028'])(
    'quotes nothing of a payload that is not JSON: %j',
    async (payload) => {
      const [header, , signature] = issuer.mint().split('.');
      const token = [header, Buffer.from(payload).toString('base64url'), signature].join('.');
      await expect(verifier.verify(token)).rejects.toThrow(/^the payload is not strict JSON: not a JSON object$/);
    },
  );

  it('remembers a token until it expires, without any skew, and forgets it when closed', async () => {
    let clock = 0;
    const trusting = createAccessTokenVerifier({
      issuers: [{ issuer: issuer.issuer, audience: issuer.audience }],
      now: () => Date.now() + clock,
    });
    const token = issuer.mint();
    const principal = await remember(trusting, token);
    clock = 290_000;
    expect(trusting.verifyNow(token)).toBe(principal);
    clock = 302_000;
    const late = await trusting.verify(token);
    expect(late).not.toBe(principal);
    expect(trusting.verifyNow(token)).not.toBe(late);
    clock = 306_000;
    await expect(trusting.verify(token)).rejects.toMatchObject({ reason: 'expired' });
    clock = 0;
    const again = await remember(trusting, token);
    expect(trusting.verifyNow(token)).toBe(again);
    trusting.close();
    expect(trusting.verifyNow(token)).not.toBe(again);
  });

  it('remembers a bounded number of tokens, or none', async () => {
    const issuers = [{ issuer: issuer.issuer, audience: issuer.audience }];
    const small = createAccessTokenVerifier({ issuers, cache: { maxEntries: 2 } });
    const [first, second, third] = [issuer.mint(), issuer.mint(), issuer.mint()];
    const forgotten = await remember(small, first);
    const kept = [await remember(small, second), await remember(small, third)];
    expect([second, third].map((token, i) => small.verifyNow(token) === kept[i])).toEqual([true, true]);
    expect(small.verifyNow(first)).not.toBe(forgotten);
    const none = createAccessTokenVerifier({ issuers, cache: false });
    expect(none.verifyNow(first)).not.toBe(await remember(none, first));
  });

  it('remembers no token that comes once, so that those of many do not push out those of a few', async () => {
    const issuers = [{ issuer: issuer.issuer, audience: issuer.audience }];
    const small = createAccessTokenVerifier({ issuers, cache: { maxEntries: 2 } });
    const token = issuer.mint();
    const principal = await remember(small, token);
    for (let i = 0; i < 20; i++) await small.verify(issuer.mint());
    expect(small.verifyNow(token)).toBe(principal);
    small.close();
  });

  it.each([undefined, 7, {}])('refuses %p as any token', async (token) => {
    await expect(verifier.verify(token as never)).rejects.toBeInstanceOf(InvalidTokenError);
    expect(() => verifier.verifyNow(token as never)).toThrow(InvalidTokenError);
  });

  it('says without waiting what it can, and nothing where keys or a revocation have to be asked for', async () => {
    const issuers = [{ issuer: issuer.issuer, audience: issuer.audience }];
    const token = issuer.mint();
    expect(verifier.verifyNow(token)).toBeUndefined();
    expect(issuer.fetches.jwks).toBe(0);
    await verifier.verify(token);
    expect(verifier.verifyNow(token)).toMatchObject({ issuer: issuer.issuer });
    const [payload, signature] = [token.slice(0, token.lastIndexOf('.')), token.slice(token.lastIndexOf('.'))];
    expect(() => verifier.verifyNow(`${payload}.${'A'.repeat(342)}`)).toThrow('the signature does not match');
    expect(() => verifier.verifyNow(issuer.mint({ claims: { aud: 'urn:other' } }))).toThrow(InvalidTokenError);
    expect(() => verifier.verifyNow(`${payload}${signature}=`)).toThrow(InvalidTokenError);
    expect(verifier.verifyNow(issuer.mint({ header: { kid: 'unknown' } }))).toBeUndefined();
    expect(issuer.fetches.jwks).toBe(1);
    const asking = createAccessTokenVerifier({ issuers, isRevoked: () => true });
    await expect(asking.verify(token)).rejects.toMatchObject({ reason: 'revoked' });
    expect(asking.verifyNow(token)).toBeUndefined();
    asking.close();
  });

  it('remembers no altered text of a good token', async () => {
    const token = issuer.mint();
    await remember(verifier, token);
    for (const altered of [`${token}=`, `${token} `, token.slice(0, -1), token.replace('.', '..')]) {
      expect(() => verifier.verifyNow(altered)).toThrow(InvalidTokenError);
      await expect(verifier.verify(altered)).rejects.toMatchObject({ code: 'invalid_token' });
    }
  });

  it('remembers nothing of other claims under the signature of a good token', async () => {
    const token = issuer.mint();
    const principal = await remember(verifier, token);
    const signature = token.slice(token.lastIndexOf('.'));
    const other = issuer.mint({ claims: { roles: ['admin'] } });
    for (const forged of [other.slice(0, other.lastIndexOf('.')) + signature, token.slice(-32), token.slice(-33)]) {
      expect(() => verifier.verifyNow(forged)).toThrow(InvalidTokenError);
      await expect(verifier.verify(forged)).rejects.toMatchObject({ code: 'invalid_token' });
    }
    expect(verifier.verifyNow(token)).toBe(principal);
  });

  it('asks whether a token is revoked each time, remembered or not', async () => {
    let revoked = false;
    let outage = false;
    const asking = createAccessTokenVerifier({
      issuers: [{ issuer: issuer.issuer, audience: issuer.audience }],
      isRevoked: ({ tokenId }) => {
        if (outage) throw new Error('the store is down');
        return Promise.resolve(revoked && tokenId !== '');
      },
    });
    const token = issuer.mint();
    await asking.verify(token);
    expect(asking.verifyNow(token)).toBeUndefined();
    revoked = true;
    await expect(asking.verify(token)).rejects.toMatchObject({ reason: 'revoked' });
    revoked = false;
    await asking.verify(token);
    outage = true;
    await expect(asking.verify(token)).rejects.toMatchObject({ code: 'keys_unavailable' });
  });

  it('gives principals that nobody can change', async () => {
    const principal = await verifier.verify(issuer.mint({ claims: { act: { sub: 'svc' } } }));
    expect(() => (principal.scopes as Set<string>).add('messages:moderate')).toThrow(TypeError);
    expect(() => (principal.roles as Set<string>).clear()).toThrow(TypeError);
    expect(() => Object.assign(principal.claims.act as object, { sub: 'eve' })).toThrow(TypeError);
    expect([...principal.scopes]).not.toContain('messages:moderate');
  });

  it('reads no scope and no role from claims of another shape', async () => {
    const shapes = [
      ['messages:write'],
      7,
      { 'messages:write': true },
      null,
      true,
      'messages:write\u00a0x',
      'messages:write\tx',
      '"messages:write"',
    ];
    for (const scope of shapes) {
      expect((await verifier.verify(issuer.mint({ claims: { scope } }))).scopes.has('messages:write')).toBe(false);
    }
    for (const roles of ['admin', 7, { admin: true }, { 0: 'admin', length: 1 }, ['admin', 1], [['admin']], null]) {
      expect((await verifier.verify(issuer.mint({ claims: { roles } }))).roles.has('admin')).toBe(false);
    }
    const { scopes } = await verifier.verify(issuer.mint({ claims: { scope: 'constructor __proto__' } }));
    expect([scopes.has('constructor'), scopes.has('toString'), scopes.size]).toEqual([true, false, 2]);
  });

  it('never lets one issuer speak for another', async () => {
    const other = await createTestIssuer({ audience: 'urn:other:api' });
    const both = createAccessTokenVerifier({
      issuers: [issuer, other].map(({ issuer: name, audience }) => ({ issuer: name, audience })),
    });
    await both.verify(issuer.mint());
    await both.verify(other.mint());
    const key = other.keys[0];
    await expect(both.verify(issuer.mint({ key }))).rejects.toMatchObject({ reason: 'unknown_key' });
    await expect(
      both.verify(other.mint({ claims: { iss: issuer.issuer, aud: issuer.audience } })),
    ).rejects.toMatchObject({
      reason: 'unknown_key',
    });
    await expect(both.verify(other.mint({ claims: { aud: issuer.audience } }))).rejects.toMatchObject({
      reason: 'audience',
    });
    other.keys = other.keys.map((own) => ({ ...own, kid: issuer.keys[0]?.kid ?? '' }));
    await expect(
      both.verify(other.mint({ claims: { iss: issuer.issuer, aud: issuer.audience } })),
    ).rejects.toMatchObject({
      reason: 'signature',
    });
    both.close();
    await other.close();
  });

  it('has a first and a second half for callers with an order of their own', async () => {
    const token = issuer.mint();
    const selected = await verifier.select(token);
    expect((await verifier.check(selected)).issuer).toBe(issuer.issuer);
    const forged = await verifier.select(`${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(342)}`);
    expect(() => verifier.check(forged)).toThrow('the signature does not match');
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
      'cache.maxEntries: Too small: expected number to be >=1',
      'issuers.0.issuer: must be an absolute http(s) URL where no jwksUri is given',
      'issuers.1.algorithms: HS256 needs a secret and no other algorithm',
    ]);
  });

  it('verifies on its own thread: jobs that fill the pool of libuv do not hold it up', async () => {
    await verifier.verify(issuer.mint());
    const tokens = Array.from({ length: 20 }, () => issuer.mint());
    let hashed = 0;
    const hashes = Array.from({ length: 8 }, () => promisify(scrypt)('password', 'salt', 64).then(() => hashed++));
    for (const token of tokens) await verifier.verify(token);
    expect(hashed).toBe(0);
    await Promise.all(hashes);
  }, 30_000);

  it('does not finish with a key that was withdrawn after the first half', async () => {
    const selected = await verifier.select(issuer.mint());
    issuer.keys = [createTestKey('new')];
    await verifier.verify(issuer.mint());
    expect(() => verifier.check(selected)).toThrow('the issuer no longer has this key');
  });

  it('has no option whose unsafe choice goes without saying', () => {
    const base = { issuer: 'https://a', audience: 'b' };
    const secret = new Uint8Array(32);
    const options: IssuerOptions[] = [
      // @ts-expect-error -- the audience must be given, or null
      { issuer: 'https://a' },
      // @ts-expect-error -- a pool's clients must be given, or null
      { issuer: 'https://a', preset: 'cognito' },
      // @ts-expect-error -- HS256 has no place beside published keys
      { ...base, algorithms: ['HS256'] },
      // @ts-expect-error -- a secret has no place beside published keys
      { ...base, algorithms: ['HS256'], secret, jwksUri: 'https://a/jwks' },
      // @ts-expect-error -- with a secret the algorithm is said
      { ...base, secret },
      // @ts-expect-error -- there is no such algorithm
      { ...base, algorithms: ['none'] },
      // @ts-expect-error -- the types of a Gatehouse token are not for choosing
      { ...base, tokenTypes: ['JWT'] },
    ];
    for (const option of options)
      expect(() => createAccessTokenVerifier({ issuers: [option] })).toThrow(ConfigurationError);
    expect(() => createAccessTokenVerifier({ issuers: [] })).toThrow(ConfigurationError);
    expect(() => createAccessTokenVerifier(undefined as never)).toThrow(ConfigurationError);
    const twice = { issuer: 'https://a', audience: null };
    expect(() => createAccessTokenVerifier({ issuers: [twice, twice] })).toThrow('issuers.1.issuer: is given twice');
  });
});
