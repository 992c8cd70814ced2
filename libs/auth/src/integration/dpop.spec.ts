import { request as httpRequest } from 'node:http';
import { confirmationOf, createTestKey, dpopProof, type DpopProofOptions } from '@gatehouse/access-token/testing';
import { calculateThumbprint, generateKeyPair, generateProof } from 'dpop';
import * as oauth from 'oauth4webapi';
import type { AuthOptions, Decision } from '..';
import { createTestIssuer, send, type TestIssuer, tokenFor } from '../testing';
import { type Answer, exchange } from '../testing/exchange';
import { adapters, closeServices, guardedService } from './guarded-service';

const RESOURCE = 'https://api.example/things';
const ALGS = 'ES256 ES384 ES512 Ed25519 EdDSA RS256 PS256';
const path = '/things/undeclared';
const guarded = { method: 'GET', path };
const key = createTestKey('client', 'ES256');

describe.each(adapters)('DPoP on %s', (_, adapter) => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(closeServices);
  afterAll(() => issuer.close());

  const start = (options: Partial<AuthOptions> = {}) =>
    guardedService(adapter(), {
      issuers: [{ issuer: issuer.issuer, audience: [issuer.audience, RESOURCE] }],
      resource: RESOURCE,
      dpop: 'supported',
      ...options,
    });
  const bound = (scopes: readonly string[] = []) =>
    tokenFor(issuer, { subject: 'ada', scopes, claims: { cnf: confirmationOf(key) } });

  interface Call extends Partial<DpopProofOptions> {
    readonly as?: string;
    /** The request line, where it is not what the proof is for. */
    readonly target?: string;
    readonly headers?: Record<string, string>;
    readonly sent?: string;
  }
  /** A request with token and proof, which is for the request unless it differs as told. */
  function call(
    service: { url: string },
    { as = 'DPoP', token = bound(), target = path, headers = {}, ...proof }: Call,
  ) {
    const { method = 'GET', url = `https://api.example${target}`, sent = method } = proof;
    const credentials = [
      ['Authorization', `${as} ${token}`],
      ['DPoP', dpopProof(key, { ...proof, method, url, token })],
    ] as const;
    return exchange(service.url, { method: sent, path: target, headers }, credentials);
  }
  const challenge = ({ headers }: Answer) => headers['www-authenticate'];

  it('takes a bound token with its proof, and a bearer token without', async () => {
    const service = await start();
    const answer = await call(service, {});
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ subject: 'ada', frozen: true });
    expect(answer.headers).not.toHaveProperty('dpop-nonce');
    expect(await call(service, { as: 'dpop' })).toMatchObject({ status: 200 });
    expect(await send(service.url, guarded, tokenFor(issuer))).toMatchObject({ status: 200 });
  });

  it('demands scopes and roles of a bound token as well, and names its scheme', async () => {
    const service = await start();
    const target = '/things/all-of';
    expect(await call(service, { target, token: bound(['things:read', 'things:list']) })).toMatchObject({
      status: 200,
    });
    const refused = await call(service, { target });
    expect(refused.status).toBe(403);
    expect(challenge(refused)).toMatch(/^Bearer realm="api", scope=.*, DPoP realm="api", error="insufficient_scope"/);
  });

  it('answers no credentials with both challenges, and without an error', async () => {
    const { url } = await start();
    expect(challenge(await send(url, guarded))).toBe(
      'Bearer realm="api", resource_metadata="https://api.example/.well-known/oauth-protected-resource/things", ' +
        `DPoP realm="api", resource_metadata="https://api.example/.well-known/oauth-protected-resource/things", algs="${ALGS}"`,
    );
  });

  it('refuses a bound token as bearer token, alone and with its proof', async () => {
    const { url } = await start();
    const alone = await send(url, guarded, bound());
    expect(alone.status).toBe(401);
    expect(challenge(alone)).toMatch(
      /^Bearer realm="api", error="invalid_token", .*DPoP realm="api", resource_metadata="[^"]+", algs=/,
    );
    const beside = await call({ url }, { as: 'Bearer' });
    expect(beside.status).toBe(400);
    expect(JSON.parse(beside.text)).toMatchObject({ type: 'urn:gatehouse:problem:invalid_request' });
    expect(await call({ url }, { as: 'Bearer', token: tokenFor(issuer) })).toMatchObject({ status: 400 });
  });

  it('refuses a token that is not bound with the scheme DPoP', async () => {
    const refused = await call(await start(), { token: tokenFor(issuer) });
    expect(refused.status).toBe(401);
    expect(challenge(refused)).toMatch(/DPoP realm="api", error="invalid_token", .*algs="/);
  });

  it('refuses two credentials, in whatever order and form, with 400', async () => {
    const { url } = await start();
    const [token, bearer] = [bound(), tokenFor(issuer)];
    const proof = ['DPoP', dpopProof(key, { method: 'GET', url: `https://api.example${path}`, token })] as const;
    const forms = [
      [
        ['Authorization', `DPoP ${token}`],
        ['Authorization', `Bearer ${bearer}`],
      ],
      [
        ['Authorization', `Bearer ${bearer}`],
        ['Authorization', `DPoP ${token}`],
      ],
      [
        ['Authorization', `DPoP ${token}`],
        ['authorization', `DPoP ${token}`],
      ],
      [['Authorization', `DPoP ${token}, Bearer ${bearer}`]],
      [['Authorization', `Bearer ${bearer}, DPoP ${token}`]],
    ] as const;
    for (const form of forms) {
      expect(await exchange(url, guarded, [...form, proof])).toMatchObject({ status: 400 });
    }
  });

  it('refuses no proof, two proofs and an empty token', async () => {
    const { url } = await start();
    const token = bound();
    const authorization = ['Authorization', `DPoP ${token}`] as const;
    const proof = () => ['DPoP', dpopProof(key, { method: 'GET', url: `https://api.example${path}`, token })] as const;
    for (const credentials of [
      [authorization],
      [authorization, proof(), proof()],
      [authorization, ['DPoP', ''] as const],
    ]) {
      const answer = await exchange(url, guarded, credentials);
      expect(answer.status).toBe(401);
      expect(challenge(answer)).toContain('DPoP realm="api", error="invalid_dpop_proof"');
    }
    const empty = await exchange(url, guarded, [['Authorization', 'DPoP'], proof()]);
    expect(empty.status).toBe(401);
    expect(challenge(empty)).toContain('DPoP realm="api", error="invalid_token"');
  });

  it.each<[string, Call]>([
    ['another method', { method: 'POST', sent: 'GET' }],
    ['GET for HEAD', { sent: 'HEAD' }],
    [
      'a method that the client overrides',
      { sent: 'POST', target: '/things/both/1', headers: { 'X-HTTP-Method-Override': 'GET' } },
    ],
    ['another path', { url: 'https://api.example/things/public' }],
    ['the host that the client writes', { url: `https://evil.example${path}`, headers: { Host: 'evil.example' } }],
    [
      'the host that the client says was forwarded',
      {
        url: `https://evil.example${path}`,
        headers: { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example', 'X-Forwarded-Proto': 'https' },
      },
    ],
    ['plain HTTP', { url: `http://api.example${path}` }],
    ['two slashes', { target: `/${path}`, url: `https://api.example${path}` }],
    ['a path in its query', { url: `https://api.example/?${path}` }],
    [
      'a request whose query holds the path',
      { target: `${path}?x=/things/public`, url: 'https://api.example/things/public' },
    ],
    ['an absolute target', { target: `http://evil.example${path}`, url: `http://evil.example${path}` }],
    ['an absolute target of ours', { target: `https://api.example${path}`, url: `https://api.example${path}` }],
    ['dot segments', { target: '/things/both/../undeclared', url: `https://api.example${path}` }],
    ['another access token', { claims: { ath: 'x' } }],
    ['an old time', { claims: { iat: 1 } }],
  ])('refuses a proof for %s', async (_name, attempt) => {
    const answer = await call(await start(), attempt);
    expect([400, 401, 404]).toContain(answer.status);
    if (answer.status === 401) {
      expect(challenge(answer)).toMatch(/DPoP realm="api", error="invalid_dpop_proof", .*algs="/);
      if (attempt.sent !== 'HEAD')
        expect(JSON.parse(answer.text)).toEqual({
          type: 'urn:gatehouse:problem:invalid_dpop_proof',
          title: 'Invalid DPoP proof',
          status: 401,
          detail: 'The DPoP proof does not belong to this request and its token.',
        });
    }
  });

  it('takes a proof for the path with its query, in another spelling, and for HEAD', async () => {
    const service = await start();
    expect(await call(service, { target: `${path}?a=/b&c=%2F`, url: `HTTPS://API.example:443${path}` })).toMatchObject({
      status: 200,
    });
    // Authenticated, and then refused by the scopes.
    const escaped = { target: '/things/both/%61%2F', url: 'https://api.example/things/both/a%2f', method: 'POST' };
    expect(await call(service, escaped)).toMatchObject({ status: 403 });
    expect(await call(service, { method: 'HEAD' })).toMatchObject({ status: 200 });
    expect(await call(service, { headers: { Host: 'whatever.example' } })).toMatchObject({ status: 200 });
  });

  it('takes each proof once', async () => {
    const service = await start();
    const token = bound();
    const claims = { jti: 'once' };
    expect(await call(service, { token, claims })).toMatchObject({ status: 200 });
    expect(await call(service, { token, claims })).toMatchObject({ status: 401 });
  });

  it('answers 503 where the store of proofs is down', async () => {
    const remember = () => Promise.reject(new Error('down'));
    const answer = await call(await start({ dpop: { mode: 'supported', replay: { remember } } }), {});
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('takes several origins, and the URL that the application knows', async () => {
    const two = await start({ dpop: { mode: 'supported', origins: ['https://api.example', 'http://localhost:3000'] } });
    expect(await call(two, {})).toMatchObject({ status: 200 });
    expect(await call(two, { url: `http://localhost:3000${path}` })).toMatchObject({ status: 200 });
    expect(await call(two, { url: `http://localhost:3001${path}` })).toMatchObject({ status: 401 });
    const own = await start({ dpop: { mode: 'supported', urlOf: () => 'https://own.example/v1/things' } });
    expect(await call(own, { url: 'https://own.example/v1/things' })).toMatchObject({ status: 200 });
    expect(await call(own, {})).toMatchObject({ status: 401 });
    const unknown = await start({ dpop: { mode: 'supported', urlOf: () => undefined } });
    expect(await call(unknown, {})).toMatchObject({ status: 401 });
  });

  it('where it is required refuses bearer tokens, and advertises that', async () => {
    const service = await start({ dpop: 'required' });
    expect(await call(service, {})).toMatchObject({ status: 200 });
    const refused = await send(service.url, guarded, tokenFor(issuer));
    expect(refused.status).toBe(401);
    expect(challenge(refused)).toMatch(/^DPoP realm="api", error="invalid_token", .*algs="/);
    expect(challenge(await send(service.url, guarded))).toMatch(/^DPoP realm="api", resource_metadata=/);
    const metadata = await send(service.url, { method: 'GET', path: '/.well-known/oauth-protected-resource/things' });
    expect(JSON.parse(metadata.text)).toMatchObject({
      dpop_signing_alg_values_supported: ALGS.split(' '),
      dpop_bound_access_tokens_required: true,
    });
  });

  it('where it is supported advertises the algorithms, and where it is off nothing', async () => {
    const well = { method: 'GET', path: '/.well-known/oauth-protected-resource/things' };
    const supported = JSON.parse((await send((await start()).url, well)).text) as object;
    expect(supported).toHaveProperty('dpop_signing_alg_values_supported', ALGS.split(' '));
    expect(supported).not.toHaveProperty('dpop_bound_access_tokens_required');
    const off = await start({ dpop: 'off' });
    expect((await send(off.url, well)).text).not.toContain('dpop');
    const refused = await call(off, {});
    expect(refused.status).toBe(401);
    expect(challenge(refused)).toMatch(/^Bearer realm="api", resource_metadata="[^"]+"$/);
    expect(await call(off, { as: 'Bearer' })).toMatchObject({ status: 401 });
    expect(await call(off, { as: 'Bearer', token: tokenFor(issuer) })).toMatchObject({ status: 200 });
  });

  it('refuses a bound token in a cookie, which no proof can go with', async () => {
    const cookie = { name: '__Host-token' as const, trustedOrigins: [] };
    const { url } = await start({ cookie });
    const token = bound();
    const proof = ['DPoP', dpopProof(key, { method: 'GET', url: `https://api.example${path}`, token })] as const;
    const inCookie = ['Cookie', `__Host-token=${token}`] as const;
    expect(await exchange(url, guarded, [inCookie])).toMatchObject({ status: 401 });
    expect(await exchange(url, guarded, [inCookie, proof])).toMatchObject({ status: 400 });
    // The header wins, however bad it is.
    const good = ['Cookie', `__Host-token=${tokenFor(issuer)}`] as const;
    expect(await exchange(url, guarded, [good, ['Authorization', 'DPoP x'], proof])).toMatchObject({ status: 401 });
  });

  it('tells the hook and not the caller why a proof was refused', async () => {
    const decisions: Decision[] = [];
    const service = await start({ onDecision: (decision) => decisions.push(decision) });
    const token = bound();
    const answer = await call(service, { token, url: 'https://evil.example/x?secret=1' });
    expect(decisions).toEqual([
      {
        outcome: 'refused',
        rule: 'access_token',
        code: 'invalid_dpop_proof',
        reason: 'url',
        claim: 'htu',
        expected: `"https://api.example${path}"`,
        actual: '"https://evil.example/x"',
        route: 'ThingsController.undeclared',
        method: 'GET',
      },
    ]);
    expect(answer.text + String(challenge(answer))).not.toContain('evil');
    await call(service, { token: tokenFor(issuer, { claims: { cnf: { jkt: 'other' } } }) });
    expect(decisions[1]).toMatchObject({
      code: 'invalid_token',
      reason: 'binding',
      claim: 'cnf.jkt',
      expected: expect.stringContaining(confirmationOf(key).jkt) as string,
      actual: '"other"',
    });
  });

  describe('with clients of others', () => {
    let url = '';
    const real = async (dpop: object = {}) => {
      const urlOf = (request: object) => `${url}${(request as { url: string }).url}`;
      ({ url } = await start({ dpop: { mode: 'supported', urlOf, ...dpop } }));
    };
    const boundTo = (jkt: string) => tokenFor(issuer, { subject: 'ada', claims: { cnf: { jkt } } });

    it.each(['ES256', 'RS256', 'PS256', 'Ed25519'] as const)('dpop signs a request with %s', async (alg) => {
      await real();
      const pair = await generateKeyPair(alg);
      const token = boundTo(await calculateThumbprint(pair.publicKey));
      const proof = await generateProof(pair, `${url}${path}`, 'GET', undefined, token);
      const headers = { authorization: `DPoP ${token}`, dpop: proof };
      expect((await fetch(`${url}${path}?page=1`, { headers })).status).toBe(200);
      expect((await fetch(`${url}${path}`, { headers })).status).toBe(401);
    });

    it.each(['ES256', 'PS256', 'Ed25519'])('oauth4webapi calls with %s, and learns the nonce', async (alg) => {
      await real({ nonce: { secret: 'n'.repeat(32) } });
      const pair = await oauth.generateKeyPair(alg);
      const DPoP = oauth.DPoP({}, pair);
      const token = boundTo(await DPoP.calculateThumbprint());
      const get = () =>
        oauth.protectedResourceRequest(token, 'GET', new URL(`${url}${path}?a=b`), undefined, undefined, {
          DPoP,
          [oauth.allowInsecureRequests]: true,
        });
      const first = await get().catch((error: unknown) => error);
      expect(oauth.isDPoPNonceError(first)).toBe(true);
      expect((await get()).status).toBe(200);
      expect((await get()).status).toBe(200);
    });
  });
});

describe('an origin that two slashes would change', () => {
  afterEach(closeServices);

  it('is not taken from the target', async () => {
    const issuer = await createTestIssuer();
    const { url } = await guardedService(adapters[0]![1](), {
      issuers: [{ issuer: issuer.issuer, audience: [issuer.audience, RESOURCE] }],
      resource: RESOURCE,
      dpop: 'supported',
    });
    const token = tokenFor(issuer, { claims: { cnf: confirmationOf(key) } });
    const target = `//evil.example${path}`;
    const { port } = new URL(url);
    const headers = {
      authorization: `DPoP ${token}`,
      dpop: dpopProof(key, { method: 'GET', url: `https:${target}`, token }),
    };
    const status = await new Promise<number | undefined>((resolve, reject) =>
      httpRequest({ port, path: target, headers, agent: false }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end(),
    );
    expect([401, 404]).toContain(status);
    await issuer.close();
  });
});

it.each<[string, Partial<AuthOptions>, RegExp]>([
  ['a mode that there is not', { dpop: 'on' as never }, /dpop\.mode: must be off/],
  ['a number', { dpop: 1 as never }, /dpop: must be 'off'/],
  ['no URL', { dpop: 'supported' }, /dpop: proofs name the URL/],
  ['a path as origin', { dpop: { mode: 'supported', origins: ['https://a.example/'] } }, /dpop\.origins: must hold/],
  ['no origin', { dpop: { mode: 'supported', origins: [] } }, /dpop\.origins: must hold/],
  ['both ways to the URL', { dpop: { mode: 'off', origins: ['https://a.example'], urlOf: () => '' } }, /is not read/],
  ['a urlOf of text', { dpop: { mode: 'off', urlOf: 'x' as never } }, /dpop\.urlOf: must be a function/],
  ['options that there are not', { dpop: { mode: 'off', ttl: 1 } as never }, /dpop\.options: .*ttl/],
  ['an algorithm with a shared key', { dpop: { mode: 'off', algorithms: ['HS256' as never] } }, /dpop\.algorithms\.0/],
  [
    'required, and a cookie',
    { dpop: 'required', resource: RESOURCE, cookie: { name: '__Host-a', trustedOrigins: [] } },
    /cookie: holds a bearer token/,
  ],
  [
    'required, and a front door',
    { dpop: 'required', resource: RESOURCE, frontDoor: { apiGateway: {} as never, eventOf: () => ({}) } },
    /frontDoor: speaks for/,
  ],
])('does not start with %s', async (_name, options, fault) => {
  const issuers = [{ issuer: 'https://auth.example', audience: null }];
  await expect(async () => guardedService(adapters[0]![1](), { issuers, ...options })).rejects.toThrow(fault);
});
