import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createAccessTokenVerifier, createDpopVerifier, type DpopOptions, InvalidTokenError } from '../index';
import {
  compactJws,
  confirmationOf,
  createTestIssuer,
  createTestKey,
  dpopProof,
  type DpopProofOptions,
  signWith,
  type TestIssuer,
  type TestKey,
} from '../testing';
import { DpopReplayUnavailableError, InvalidDpopProofError, UseDpopNonceError } from './dpop-errors';

const URL_CALLED = 'https://api.example/orders/1';

let issuer: TestIssuer;
let verifier: ReturnType<typeof createAccessTokenVerifier>;
const key = createTestKey('client', 'ES256');
const rsa = createTestKey('rsa', 'RS256');

beforeAll(async () => {
  issuer = await createTestIssuer();
  verifier = createAccessTokenVerifier({ issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] });
});
afterAll(async () => {
  verifier.close();
  await issuer.close();
});

const NONE = Symbol('no cnf');
const bound = (client = key, cnf: unknown = confirmationOf(client)) =>
  issuer.mint({ claims: { cnf: cnf === NONE ? undefined : cnf } });
const now = () => Math.floor(Date.now() / 1000);

interface Call {
  readonly client?: TestKey;
  readonly token?: string;
  readonly cnf?: unknown;
  readonly proof?: Partial<DpopProofOptions>;
  readonly method?: string;
  readonly url?: string;
  readonly options?: DpopOptions;
}

/** One request with one proof, at a verifier of its own. */
function call({
  client = key,
  cnf,
  token = bound(client, cnf),
  proof,
  method = 'GET',
  url = URL_CALLED,
  options,
}: Call) {
  const dpop = dpopProof(client, { method: 'GET', url: URL_CALLED, token, ...proof });
  return createDpopVerifier(verifier, options).verify(token, { headers: { dpop }, method, url });
}

const claims = (changes: Record<string, unknown>): Call => ({ proof: { claims: changes } });
const header = (changes: Record<string, unknown>): Call => ({ proof: { header: changes } });
const jwk = () => key.publicKey.export({ format: 'jwk' });
const htu = (text: unknown) => claims({ htu: text });

describe('a proof of DPoP', () => {
  it.each(['ES256', 'ES384', 'ES512', 'EdDSA', 'RS256', 'PS256'] as const)('signed with %s is taken', async (alg) => {
    const { principal, nonce } = await call({ client: createTestKey('k', alg) });
    expect(principal).toMatchObject({ issuer: issuer.issuer, clientId: 'web' });
    expect(nonce).toBeUndefined();
  });

  it.each<[string, Call]>(
    [
      ['Ed25519 by its own name', { client: createTestKey('k', 'EdDSA'), proof: { header: { alg: 'Ed25519' } } }],
      ['a query and a fragment in htu', htu(`${URL_CALLED}?a=b#c`)],
      ['a query in the request', { url: `${URL_CALLED}?a=b&c=%2F..%2F` }],
      ['htu in another spelling', htu('HTTPS://API.example:443/x/../%6Frders/%31')],
      ['the oldest time allowed', claims({ iat: now() - 55 })],
      ['a clock that is ahead', claims({ iat: now() + 9 })],
      ['a time with a fraction', claims({ iat: now() - 0.5 })],
      ['exp and nbf that hold', claims({ exp: now() + 10, nbf: now() - 10 })],
      ['claims that nobody knows', claims({ sub: 'x', nonce: 'of another server', extra: { a: 1 } })],
      ['a kid beside the key', header({ kid: 'mine' })],
      ['a key that says what it is for', header({ jwk: { ...jwk(), use: 'sig', key_ops: ['verify'], alg: 'ES256' } })],
      ['the longest jti', claims({ jti: 'j'.repeat(512) })],
      ['members of cnf that only inform', { cnf: { ...confirmationOf(key), 'x-origin': 'proxy' } }],
    ].map(([name, attempt]) => [name, attempt] as [string, Call]),
  )('with %s is taken', async (_name, attempt) => {
    await expect(call(attempt)).resolves.toMatchObject({ principal: { clientId: 'web' } });
  });

  it.each<[string, Call, string, string?]>([
    ['typ JWT', header({ typ: 'JWT' }), 'type', 'typ'],
    ['no typ', header({ typ: undefined }), 'type', 'typ'],
    ['typ of an access token', header({ typ: 'at+jwt' }), 'type', 'typ'],
    ['alg none', { proof: { header: { alg: 'none' }, signer: () => 'x' } }, 'algorithm', 'alg'],
    ['HS256 with a shared key', header({ alg: 'HS256', jwk: { kty: 'oct', k: 'c2VjcmV0' } }), 'algorithm', 'alg'],
    [
      'HS256 with the public key as secret',
      {
        proof: {
          header: { alg: 'HS256' },
          signer: (input) =>
            createHash('sha256')
              .update(key.publicKey.export({ format: 'pem', type: 'spki' }))
              .update(input)
              .digest(),
        },
      },
      'algorithm',
      'alg',
    ],
    ['an algorithm that is not allowed', { options: { algorithms: ['RS256'] } }, 'algorithm', 'alg'],
    ['no jwk', header({ jwk: undefined }), 'key', 'jwk'],
    ['jwk as text', header({ jwk: JSON.stringify(jwk()) }), 'key', 'jwk'],
    ['jwk as list', header({ jwk: [jwk()] }), 'key', 'jwk'],
    ['a private key', header({ jwk: key.privateKey.export({ format: 'jwk' }) }), 'key'],
    ['a private member of null', header({ jwk: { ...jwk(), d: null } }), 'key'],
    ['a symmetric member', header({ jwk: { ...jwk(), k: 'AA' } }), 'key'],
    ['a key for encryption', header({ jwk: { ...jwk(), use: 'enc' } }), 'key', 'jwk.use'],
    ['a key that may not verify', header({ jwk: { ...jwk(), key_ops: ['sign'] } }), 'key', 'jwk.key_ops'],
    ['a key of another algorithm', header({ jwk: { ...jwk(), alg: 'ES384' } }), 'key', 'jwk'],
    ['a key of another type', header({ jwk: rsa.publicKey.export({ format: 'jwk' }) }), 'key', 'jwk'],
    ['a key of another curve', header({ alg: 'ES384' }), 'key', 'jwk'],
    ['a point off the curve', header({ jwk: { ...jwk(), y: jwk().x } }), 'key'],
    ['a key without a coordinate', header({ jwk: { ...jwk(), y: undefined } }), 'key'],
    [
      'another key than the signer',
      header({ jwk: createTestKey('k', 'ES256').publicKey.export({ format: 'jwk' }) }),
      'signature',
    ],
    [
      'a signature in the form of X.509',
      { proof: { signer: (input) => sign('sha256', Buffer.from(input), key.privateKey) } },
      'signature',
    ],
    ['an empty signature', { proof: { signer: () => '' } }, 'malformed'],
    ['crit', header({ crit: ['exp'] }), 'malformed'],
    ['b64', header({ b64: false }), 'malformed'],
    ['no jti', claims({ jti: undefined }), 'claims', 'jti'],
    ['an empty jti', claims({ jti: '' }), 'claims', 'jti'],
    ['a number as jti', claims({ jti: 7 }), 'claims', 'jti'],
    ['a jti that is too long', claims({ jti: 'j'.repeat(513) }), 'claims', 'jti'],
    ['no htm', claims({ htm: undefined }), 'method', 'htm'],
    ['htm in small letters', claims({ htm: 'get' }), 'method', 'htm'],
    ['htm as list', claims({ htm: ['GET'] }), 'method', 'htm'],
    ['another method', { method: 'DELETE' }, 'method', 'htm'],
    ['GET for a HEAD request', { method: 'HEAD' }, 'method', 'htm'],
    ['no htu', htu(undefined), 'url', 'htu'],
    ['htu as list', htu([URL_CALLED]), 'url', 'htu'],
    ['htu without scheme', htu('//api.example/orders/1'), 'url', 'htu'],
    ['htu without host', htu('/orders/1'), 'url', 'htu'],
    ['htu over plain HTTP', htu('http://api.example/orders/1'), 'url', 'htu'],
    ['htu of another host', htu('https://evil.example/orders/1'), 'url', 'htu'],
    ['htu of another port', htu('https://api.example:8443/orders/1'), 'url', 'htu'],
    ['htu with a user', htu('https://api.example@evil.example/orders/1'), 'url', 'htu'],
    ['htu with a slash at the end', htu(`${URL_CALLED}/`), 'url', 'htu'],
    ['htu with two slashes', htu('https://api.example//orders/1'), 'url', 'htu'],
    ['htu with an escaped slash', htu('https://api.example/orders%2F1'), 'url', 'htu'],
    ['htu in other capitals', htu('https://api.example/Orders/1'), 'url', 'htu'],
    ['htu with a backslash', htu('https://api.example\\orders\\1'), 'url', 'htu'],
    ['htu of another path', htu('https://api.example/orders/2'), 'url', 'htu'],
    ['htu with the path in its query', htu('https://api.example/?/orders/1'), 'url', 'htu'],
    ['a request with dot segments', { url: 'https://api.example/orders/x/../1' }, 'url'],
    ['a request with escaped dot segments', { url: 'https://api.example/orders/x/%2e%2E/1' }, 'url'],
    ['no iat', claims({ iat: undefined }), 'claims', 'iat'],
    ['iat as text', claims({ iat: String(now()) }), 'claims', 'iat'],
    ['iat beyond all time', claims({ iat: 1e300 }), 'claims', 'iat'],
    ['iat too old', claims({ iat: now() - 65 }), 'expired', 'iat'],
    ['iat too far ahead', claims({ iat: now() + 15 }), 'not_yet_valid', 'iat'],
    ['iat older than the option', { ...claims({ iat: now() - 20 }), options: { maxAge: 10 } }, 'expired', 'iat'],
    ['exp that has passed', claims({ exp: now() - 20 }), 'expired', 'exp'],
    ['exp as text', claims({ exp: 'never' }), 'claims', 'exp'],
    ['nbf in the future', claims({ nbf: now() + 20 }), 'not_yet_valid', 'nbf'],
    ['no ath', claims({ ath: undefined }), 'access_token', 'ath'],
    [
      'ath in hexadecimal',
      { proof: { claims: { ath: createHash('sha256').update('x').digest('hex') } } },
      'access_token',
      'ath',
    ],
    ['ath of another token', { proof: { token: 'another' } }, 'access_token', 'ath'],
  ])('with %s is refused', async (_name, attempt, reason, ...[claim]) => {
    const error = await call({ url: URL_CALLED, ...attempt }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidDpopProofError);
    expect(error).toMatchObject({ reason, code: 'invalid_dpop_proof', ...(claim && { claim }) });
  });

  it('with the url of undefined is refused', async () => {
    const token = bound();
    const dpop = dpopProof(key, { method: 'GET', url: URL_CALLED, token });
    const verified = createDpopVerifier(verifier).verify(token, { headers: { dpop }, method: 'GET', url: undefined });
    await expect(verified).rejects.toMatchObject({ reason: 'url' });
  });

  it.each<[string, (proof: string) => { dpop?: string | string[]; rawHeaders?: string[] }, string]>([
    ['no header', () => ({}), 'missing'],
    ['an empty header', () => ({ dpop: '' }), 'missing'],
    ['two headers', (proof) => ({ dpop: [proof, proof] }), 'malformed'],
    ['two headers, joined', (proof) => ({ dpop: `${proof}, ${proof}` }), 'malformed'],
    [
      'two headers as Node received them',
      (proof) => ({ dpop: proof, rawHeaders: ['DPoP', proof, 'dpop', 'x'] }),
      'malformed',
    ],
    ['words', () => ({ dpop: 'hello' }), 'malformed'],
    ['five parts', (proof) => ({ dpop: `${proof}.a.b` }), 'malformed'],
    ['padding', (proof) => ({ dpop: `${proof}=` }), 'malformed'],
    ['space around it', (proof) => ({ dpop: ` ${proof}` }), 'malformed'],
    ['9000 characters', (proof) => ({ dpop: `${proof}${'A'.repeat(9000)}` }), 'malformed'],
  ])('in %s is refused', async (_name, made, reason) => {
    const token = bound();
    const { dpop, rawHeaders } = made(dpopProof(key, { method: 'GET', url: URL_CALLED, token }));
    const request = { headers: { dpop }, ...(rawHeaders && { rawHeaders }), method: 'GET', url: URL_CALLED };
    const error = await createDpopVerifier(verifier)
      .verify(token, request)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidDpopProofError);
    expect(error).toMatchObject({ reason });
  });

  it.each<[string, string]>([
    ['a name that occurs twice in the header', `{"alg":"ES256","typ":"dpop+jwt","typ":"JWT","jwk":{}}`],
    ['a name that occurs twice in the key', `{"alg":"ES256","typ":"dpop+jwt","jwk":{"kty":"EC","kty":"oct"}}`],
    ['__proto__ in the key', `{"alg":"ES256","typ":"dpop+jwt","jwk":{"__proto__":{"kty":"EC"}}}`],
  ])('with %s is refused', async (_name, text) => {
    const token = bound();
    const dpop = compactJws(text, {}, (input) => signWith('ES256', key.privateKey, input));
    const verified = createDpopVerifier(verifier).verify(token, { headers: { dpop }, method: 'GET', url: URL_CALLED });
    await expect(verified).rejects.toMatchObject({ reason: 'malformed' });
  });

  it('with a weak RSA key is refused', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const weak: TestKey = { kid: 'w', algorithm: 'RS256', privateKey, publicKey };
    await expect(call({ client: weak })).rejects.toMatchObject({ reason: 'key' });
  });

  it('does not show the private key or the query that a client sent', async () => {
    const secret = key.privateKey.export({ format: 'jwk' });
    const error = (await call(header({ jwk: secret })).catch((caught: unknown) => caught)) as Error;
    expect(JSON.stringify(error) + error.message).not.toContain(secret.d);
    const other = (await call(htu('https://x.example/?token=s3cret')).catch((caught: unknown) => caught)) as Error;
    expect(JSON.stringify(other) + other.message).not.toContain('s3cret');
  });
});

describe('the token of a proof', () => {
  it.each<[string, unknown]>([
    ['no cnf', NONE],
    ['a cnf of null', null],
    ['a cnf as text', 'jkt'],
    ['a certificate alone', { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' }],
    ['a certificate as well', { ...confirmationOf(key), 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' }],
    ['the key itself', { jwk: jwk() }],
    ['another key', confirmationOf(createTestKey('other', 'ES256'))],
    ['a jkt as list', { jkt: [confirmationOf(key).jkt] }],
    ['an empty jkt', { jkt: '' }],
    ['a jkt in another spelling', { jkt: `${confirmationOf(key).jkt}=` }],
  ])('with %s is refused as invalid_token', async (_name, cnf) => {
    const error = await call({ token: bound(key, cnf) }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidTokenError);
    expect(error).toMatchObject({ reason: 'binding' });
  });

  it('is refused as a bearer token, remembered or not', async () => {
    const token = bound();
    for (let i = 0; i < 3; i++) {
      await call({ token });
      await expect(verifier.verify(token)).rejects.toMatchObject({ reason: 'claims', claim: 'cnf' });
      expect(() => verifier.verifyNow(token)).toThrow(InvalidTokenError);
      const selected = await verifier.select(token);
      expect(() => verifier.check(selected)).toThrow(InvalidTokenError);
    }
  });

  it('is verified before the proof', async () => {
    const expired = issuer.mint({ claims: { cnf: confirmationOf(key), iat: now() - 900, exp: now() - 600 } });
    await expect(call({ token: expired, ...claims({ ath: undefined }) })).rejects.toMatchObject({ reason: 'expired' });
  });
});

describe('a proof that is used again', () => {
  const token = () => bound();
  const requestWith = (dpop: string, url = URL_CALLED) => ({ headers: { dpop }, method: 'GET', url });

  it('is refused', async () => {
    const dpop = createDpopVerifier(verifier);
    const mine = token();
    const proof = dpopProof(key, { method: 'GET', url: URL_CALLED, token: mine });
    await dpop.verify(mine, requestWith(proof));
    await expect(dpop.verify(mine, requestWith(proof))).rejects.toMatchObject({ reason: 'replayed', claim: 'jti' });
    await dpop.verify(mine, requestWith(dpopProof(key, { method: 'GET', url: URL_CALLED, token: mine })));
  });

  it('is refused in another spelling of its URL, and with another signature', async () => {
    const dpop = createDpopVerifier(verifier);
    const mine = token();
    const same = { method: 'GET', token: mine, claims: { jti: 'once' } };
    await dpop.verify(mine, requestWith(dpopProof(key, { ...same, url: URL_CALLED })));
    const again = dpopProof(key, { ...same, url: 'https://API.example:443/orders/%31?x' });
    await expect(dpop.verify(mine, requestWith(again))).rejects.toMatchObject({ reason: 'replayed' });
  });

  it('wins once of fifty at the same time', async () => {
    const dpop = createDpopVerifier(verifier);
    const mine = token();
    const proof = dpopProof(key, { method: 'GET', url: URL_CALLED, token: mine });
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => dpop.verify(mine, requestWith(proof))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('does not keep another client from the same jti', async () => {
    const dpop = createDpopVerifier(verifier);
    for (const client of [key, createTestKey('other', 'ES256')]) {
      const mine = bound(client);
      const proof = dpopProof(client, { method: 'GET', url: URL_CALLED, token: mine, claims: { jti: '1' } });
      await dpop.verify(mine, requestWith(proof));
    }
  });

  it('is remembered in a store that instances share, for as long as it can be used', async () => {
    const seen = new Map<string, number>();
    const remember = (name: string, expiresAt: number) =>
      Promise.resolve(!seen.has(name) && Boolean(seen.set(name, expiresAt)));
    const instances = [1, 2].map(() => createDpopVerifier(verifier, { replay: { remember } }));
    const mine = token();
    const iat = now();
    const proof = dpopProof(key, { method: 'GET', url: URL_CALLED, token: mine, claims: { iat } });
    await instances[0]?.verify(mine, requestWith(proof));
    await expect(instances[1]?.verify(mine, requestWith(proof))).rejects.toMatchObject({ reason: 'replayed' });
    const [[name = '', expiresAt = 0] = []] = seen;
    expect(name).toMatch(new RegExp(`^${confirmationOf(key).jkt}\\.[\\w-]{43}$`));
    expect(expiresAt).toBeGreaterThanOrEqual(iat + 60);
  });

  it.each<[string, () => boolean | Promise<boolean>]>([
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
  ])('cannot be told where the store %s, which is no fault of the client', async (_name, remember) => {
    await expect(call({ options: { replay: { remember } } })).rejects.toBeInstanceOf(DpopReplayUnavailableError);
  });

  it('is not taken where the store answers something else than true', async () => {
    const remember = () => undefined as unknown as boolean;
    await expect(call({ options: { replay: { remember } } })).rejects.toMatchObject({ reason: 'replayed' });
  });

  it('fills no memory unless token, key and proof are good', async () => {
    const remember = jest.fn(() => true);
    const options = { replay: { remember } };
    await Promise.allSettled([
      call({ options, ...claims({ ath: 'x' }) }),
      call({ options, token: bound(rsa) }),
      call({ options, token: issuer.mint() }),
      call({ options, token: `${bound()}A` }),
    ]);
    expect(remember).not.toHaveBeenCalled();
  });
});

describe('nonces', () => {
  const secret = 's'.repeat(32);
  const clock = { now: Date.now() };
  const at = () => clock.now;
  const instance = (rotation = 60) => createDpopVerifier(verifier, { nonce: { secret, rotation }, maxAge: 600 }, at);
  const attempt = (dpop = instance(), nonce?: unknown) => {
    const token = bound();
    const proof = dpopProof(key, { method: 'GET', url: URL_CALLED, token, claims: { nonce } });
    return dpop.verify(token, { headers: { dpop: proof }, method: 'GET', url: URL_CALLED });
  };
  const current = async (dpop = instance()) => {
    const error = await attempt(dpop).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UseDpopNonceError);
    return (error as UseDpopNonceError).nonce;
  };

  it('are demanded, and taken by every instance with the secret', async () => {
    const nonce = await current();
    expect(nonce).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
    expect(await attempt(instance(), nonce)).not.toHaveProperty('nonce');
  });

  it.each([['of another server'], [''], [7], [null], [['x']]])(
    'that are %j are refused with the right one',
    async (nonce) => {
      await expect(attempt(instance(), nonce)).rejects.toMatchObject({
        code: 'use_dpop_nonce',
        nonce: await current(),
      });
    },
  );

  it('are taken for one period more, with the next one in the answer', async () => {
    const nonce = await current();
    const start = clock.now;
    clock.now += 60_000;
    const next = await current();
    expect(next).not.toBe(nonce);
    expect(await attempt(instance(), nonce)).toMatchObject({ nonce: next });
    clock.now += 60_000;
    await expect(attempt(instance(), nonce)).rejects.toBeInstanceOf(UseDpopNonceError);
    clock.now = start;
  });

  it('are not given to a proof that is bad otherwise', async () => {
    const token = bound();
    const proof = dpopProof(key, { method: 'PUT', url: URL_CALLED, token });
    const verified = instance().verify(token, { headers: { dpop: proof }, method: 'GET', url: URL_CALLED });
    await expect(verified).rejects.toMatchObject({ code: 'invalid_dpop_proof' });
  });
});

it('faults of the options are thrown together', () => {
  const options = {
    algorithms: ['HS256'],
    maxAge: 0,
    clockSkew: 61,
    replay: { maxEntries: 1 },
    nonce: { secret: 'short' },
    unknown: 1,
  } as unknown as DpopOptions;
  expect(() => createDpopVerifier(verifier, options)).toThrow(
    /algorithms\.0: [^]*maxAge: [^]*clockSkew: [^]*replay\.maxEntries: [^]*nonce\.secret: must have at least 32 bytes[^]*options: /,
  );
  expect(() => createDpopVerifier(verifier, options)).not.toThrow('short');
});
