import { createAccessTokenVerifier, type IssuerOptions, type SignatureAlgorithm } from '../index';
import { createTestIssuer, createTestKey, publicJwk, type TestIssuer, type TestKey } from '../testing';

describe('the key set of an issuer', () => {
  const k1 = createTestKey('k1');
  const other = createTestKey('other');
  const elliptic = createTestKey('k1', 'ES256');
  const sig = publicJwk(k1);
  const { alg: _alg, ...withoutAlg } = sig;
  let issuer: TestIssuer;

  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterAll(() => issuer.close());

  const publish = (keys: unknown): void => {
    const text = typeof keys === 'string' ? keys : JSON.stringify({ keys });
    issuer.answerJwks = (_request, response) => void response.end(text);
  };
  const verifier = (options: Partial<IssuerOptions> = {}, keys = {}) =>
    createAccessTokenVerifier({
      issuers: [{ issuer: issuer.issuer, audience: issuer.audience, ...options } as IssuerOptions],
      keys,
    });
  const verify = async (key: TestKey, options: Partial<IssuerOptions> = {}, header = {}) => {
    const checked = verifier(options);
    return checked.verify(issuer.mint({ key, header })).finally(() => checked.close());
  };
  const renamed = (key: TestKey, algorithm: SignatureAlgorithm): TestKey => ({ ...key, algorithm });

  it.each<[string, unknown[]]>([
    ['the same name for encryption', [{ ...sig, use: 'enc', alg: 'RSA-OAEP' }, sig]],
    ['the same name for encryption, behind it', [sig, { ...sig, use: 'enc', alg: 'RSA-OAEP' }]],
    ['another key for encryption with its name', [{ ...publicJwk(other), kid: 'k1', use: 'enc' }, sig]],
    ['the same key for each algorithm', ['RS512', 'RS384', 'RS256', 'PS256'].map((alg) => ({ ...sig, alg }))],
    ['another key type with its name', [publicJwk(elliptic), sig]],
    ['another algorithm with its name', [{ ...publicJwk(other), kid: 'k1', alg: 'RS512' }, sig]],
    ['two keys of its name that cannot verify', [{ kty: 'oct', kid: 'k1', k: 'AA' }, { kid: 'k1', kty: 'RSA' }, sig]],
    ['a broken key of its name', [{ ...sig, n: '' }, sig]],
    ['a key of its name that is too weak', [{ ...sig, n: Buffer.alloc(64, 0xff).toString('base64url') }, sig]],
    ['a private key of its name', [{ ...other.privateKey.export({ format: 'jwk' }), kid: 'k1' }, sig]],
    ['itself twice', [sig, sig]],
    ['null', [null, sig, null]],
    ['text, a number and a list', ['k1', 7, [], sig, true]],
    ['keys without a name', [{ ...publicJwk(other), kid: undefined }, { ...publicJwk(other), kid: 7 }, sig]],
    ['two keys of another name', [{ ...sig, kid: 'x' }, { ...publicJwk(other), kid: 'x' }, sig]],
    ['a key of an unknown type', [{ kty: 'AKP', kid: 'pq', alg: 'ML-DSA-44', pub: 'AA' }, sig]],
    ['twenty-six keys', [...Array.from({ length: 25 }, (_, i) => ({ ...publicJwk(other), kid: `f${i}` })), sig]],
    ['300 keys that cannot verify', [...Array.from({ length: 300 }, (_, i) => ({ kty: 'oct', kid: `f${i}` })), sig]],
    ['members that are null', [{ ...sig, use: null, key_ops: null, alg: null, d: null }]],
    ['the operations of a verifier', [{ ...withoutAlg, use: undefined, key_ops: ['verify'] }]],
  ])('serves its good key beside %s', async (_name, keys) => {
    publish(keys);
    await verify(k1);
  });

  it('does not look at numbers that are too long for a key', async () => {
    const long = (length: number) => Buffer.alloc(length, 0xff).toString('base64url');
    publish([{ ...publicJwk(other), e: long(70_000) }, { ...publicJwk(other), kid: 'n', n: long(9_000) }, sig]);
    const before = process.cpuUsage();
    await verify(k1);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });

  it('takes the last of two members of one name (RFC 7517 §5)', async () => {
    publish(`{"keys":[],"keys":[${JSON.stringify(sig).replace('"use":"sig"', '"use":"enc","use":"sig"')}]}`);
    await verify(k1);
  });

  it('chooses by name and algorithm', async () => {
    const third = createTestKey('k1', 'RS512');
    publish([publicJwk(elliptic), publicJwk(third), sig]);
    const algorithms: SignatureAlgorithm[] = ['RS256', 'RS512', 'ES256'];
    for (const key of [k1, third, elliptic]) await verify(key, { algorithms });
    await expect(verify(renamed(third, 'RS256'), { algorithms })).rejects.toMatchObject({ reason: 'signature' });
  });

  it('does not use a name that two usable keys share, and that name alone', async () => {
    publish([sig, { ...publicJwk(other), kid: 'k1' }, publicJwk(other), publicJwk(elliptic)]);
    const algorithms: SignatureAlgorithm[] = ['RS256', 'ES256'];
    await expect(verify(k1, { algorithms })).rejects.toMatchObject({ code: 'invalid_token' });
    await expect(verify({ ...other, kid: 'k1' }, { algorithms })).rejects.toMatchObject({ code: 'invalid_token' });
    await verify(other, { algorithms });
    await verify(elliptic, { algorithms });
  });

  it('prefers the key that names the algorithm to one of the same name that names none', async () => {
    publish([{ ...publicJwk(other), kid: 'k1', alg: undefined }, sig]);
    await verify(k1);
    await expect(verify({ ...other, kid: 'k1' })).rejects.toMatchObject({ reason: 'signature' });
  });

  describe('of a key without alg', () => {
    const algorithms: SignatureAlgorithm[] = ['RS256', 'PS256', 'ES256'];

    it.each(['RS256', 'PS256'] as const)('takes each allowed algorithm, and from then on %s alone', async (first) => {
      publish([withoutAlg]);
      const checked = verifier({ algorithms });
      const [one, two] = [first, first === 'RS256' ? 'PS256' : 'RS256'] as [SignatureAlgorithm, SignatureAlgorithm];
      const token = (algorithm: SignatureAlgorithm) => issuer.mint({ key: renamed(k1, algorithm) });
      // A forged signature settles nothing.
      await expect(checked.verify(issuer.mint({ key: renamed({ ...other, kid: 'k1' }, two) }))).rejects.toThrow();
      await checked.verify(token(one));
      await expect(checked.verify(token(two))).rejects.toMatchObject({ reason: 'algorithm' });
      await checked.verify(token(one));
      checked.close();
    });

    it('lets no token that is for another service choose the algorithm', async () => {
      publish([withoutAlg]);
      const checked = verifier({ algorithms });
      const elsewhere = { key: renamed(k1, 'PS256'), claims: { aud: 'urn:example:other' } };
      await expect(checked.verify(issuer.mint(elsewhere))).rejects.toMatchObject({ reason: 'audience' });
      await checked.verify(issuer.mint({ key: k1 }));
      await expect(checked.verify(issuer.mint(elsewhere))).rejects.toMatchObject({ reason: 'algorithm' });
      checked.close();
    });

    it('takes no algorithm that is not allowed, and none of another type', async () => {
      publish([withoutAlg]);
      await expect(verify(renamed(k1, 'RS512'), { algorithms })).rejects.toMatchObject({ reason: 'algorithm' });
      await expect(verify(elliptic, { algorithms })).rejects.toMatchObject({ reason: 'algorithm' });
    });
  });

  it.each([
    ['Ed25519', 'EdDSA', 'EdDSA'],
    ['Ed25519', 'EdDSA', 'Ed25519'],
    ['EdDSA', 'Ed25519', 'EdDSA'],
    [undefined, 'Ed25519', 'Ed25519'],
  ] as const)('takes the JWK of alg %s, allowed as %s, in a token of %s (RFC 9864)', async (alg, allowed, header) => {
    const key = createTestKey('ed', 'EdDSA');
    publish([{ ...publicJwk(key), alg }]);
    await verify(key, { algorithms: [allowed] }, { alg: header });
    await expect(verify(key, { algorithms: ['RS256'] }, { alg: header })).rejects.toMatchObject({
      reason: 'algorithm',
    });
  });

  it('does not take the key that Microsoft Entra publishes for another tenant', async () => {
    const [ours, theirs] = ['72f988bf-86f1-41af-91ab-2d7cd011db47', '9188040d-6c67-4c5b-b112-36a304b66dad'];
    const tenant = (id: string | undefined) => `https://login.microsoftonline.com/${id ?? '{tenantid}'}/v2.0`;
    const ofTenant = await createTestIssuer({ preset: 'entra', path: `/${ours}/v2.0` });
    ofTenant.keys = [k1, other];
    ofTenant.answerJwks = (_request, response) =>
      void response.end(
        JSON.stringify({
          keys: [
            { ...sig, issuer: tenant(undefined) },
            { ...publicJwk(other), issuer: tenant(theirs) },
          ],
        }),
      );
    const checked = createAccessTokenVerifier({
      issuers: [{ issuer: ofTenant.issuer, preset: 'entra', audience: ofTenant.audience }],
    });
    await checked.verify(ofTenant.mint({ key: k1 }));
    await expect(checked.verify(ofTenant.mint({ key: other }))).rejects.toMatchObject({ reason: 'unknown_key' });
    checked.close();
    await ofTenant.close();
  });

  describe('says why it cannot be used:', () => {
    it.each<[string, unknown, string]>([
      [
        'no usable key, and why each is not',
        [{ ...sig, use: 'enc' }, null],
        'no usable key: key 1 "k1" has the use "enc"; key 2 is null, not an object',
      ],
      [
        'an algorithm that is not allowed',
        [{ ...sig, alg: 'RS512' }],
        'key 1 "k1" is for "RSA" "RS512", allowed is RS256',
      ],
      ['two keys of one name', [sig, { ...publicJwk(other), kid: 'k1' }], '"k1" names 2 different keys for RS256'],
      ['no list', {}, 'no list of keys'],
      ['HTML', '<html>', 'is not valid JSON'],
    ])('%s', async (_name, keys, message) => {
      publish(keys);
      const checked = verifier();
      const error: unknown = await checked.verify(issuer.mint({ key: k1 })).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'keys_unavailable' });
      expect((error as Error).message).toContain(message);
      checked.close();
    });

    it('more usable keys than keys.maxKeys', async () => {
      publish([sig, publicJwk(other)]);
      const checked = verifier({}, { maxKeys: 1 });
      await expect(checked.verify(issuer.mint({ key: k1 }))).rejects.toThrow(
        '2 usable keys, more than keys.maxKeys (1)',
      );
      checked.close();
    });
  });
});
