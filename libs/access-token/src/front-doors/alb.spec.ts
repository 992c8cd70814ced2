import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ConfigurationError,
  createAccessTokenVerifier,
  createAlbVerifier,
  InvalidTokenError,
  type AlbOptions,
} from '../index';
import { createTestIssuer, createTestKey, signWith, type TestIssuer } from '../testing';

const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/messages/0123456789abcdef';
const OTHER_ARN = ARN.replace('111122223333', '444455556666');

describe('createAlbVerifier', () => {
  const key = createTestKey(randomUUID(), 'ES256');
  const attacker = createTestKey(randomUUID(), 'ES256');
  let server: Server;
  let options: AlbOptions;
  let idp: TestIssuer;
  let fetches = 0;
  let broken = false;

  beforeAll(async () => {
    idp = await createTestIssuer();
    server = createServer((request, response) => {
      fetches++;
      if (broken) response.writeHead(500).end();
      else if (request.url === `/${key.kid}`) response.end(key.publicKey.export({ format: 'pem', type: 'spki' }));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const publicKeysUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    options = { loadBalancerArn: ARN, issuer: idp.issuer, clientId: 'web', publicKeysUri };
  });

  beforeEach(() => {
    fetches = 0;
    broken = false;
  });

  afterAll(async () => {
    server.close();
    await idp.close();
  });

  const seconds = (): number => Math.floor(Date.now() / 1000);
  const padded = (bytes: string | Buffer): string =>
    Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  /** A token as the load balancer writes it: every part padded. */
  const oidcData = (header: object = {}, claims: object = {}, signer = key): string => {
    const defaults = {
      typ: 'JWT',
      kid: signer.kid,
      alg: 'ES256',
      iss: idp.issuer,
      client: 'web',
      signer: ARN,
      exp: seconds() + 120,
    };
    const head = padded(JSON.stringify({ ...defaults, ...header }));
    const body = padded(
      JSON.stringify({ sub: 'ada', email: 'ada@example.com', exp: seconds() + 120, iss: idp.issuer, ...claims }),
    );
    return `${head}.${body}.${padded(signWith('ES256', signer.privateKey, `${head}.${body}`))}`;
  };
  const request = (data: string | undefined, accessToken?: string) => ({
    headers: { 'x-amzn-oidc-data': data, 'x-amzn-oidc-accesstoken': accessToken },
  });

  it('says who the load balancer signed in, and fetches its key once', async () => {
    const alb = createAlbVerifier({ ...options, roles: 'groups' });
    const principal = await alb.verify(request(oidcData({}, { groups: ['admin'] })));
    expect(principal).toMatchObject({
      subject: 'ada',
      issuer: idp.issuer,
      clientId: 'web',
      claims: { email: 'ada@example.com' },
    });
    expect([...(principal?.roles ?? [])]).toEqual(['admin']);
    expect(principal?.scopes.size).toBe(0);
    await alb.verify(request(oidcData()));
    expect(fetches).toBe(1);
    expect(await alb.verify(request(undefined))).toBeUndefined();
  });

  it('refuses what the configured load balancer did not sign', async () => {
    const alb = createAlbVerifier(options);
    const good = oidcData();
    const [head = '', body = '', signature = ''] = good.split('.');
    const bad: Record<string, string> = {
      'another load balancer': oidcData({ signer: OTHER_ARN }),
      'no load balancer': oidcData({ signer: undefined }),
      'a list of load balancers': oidcData({ signer: [ARN] }),
      'another client': oidcData({ client: 'other' }),
      'no client': oidcData({ client: undefined }),
      'another issuer': oidcData({}, { iss: 'https://attacker.example' }),
      'no issuer': oidcData({}, { iss: undefined }),
      expired: oidcData({}, { exp: seconds() - 1 }),
      'no exp': oidcData({}, { exp: undefined }),
      'exp as text': oidcData({}, { exp: String(seconds() + 120) }),
      'no subject': oidcData({}, { sub: undefined }),
      'an empty subject': oidcData({}, { sub: '' }),
      "the attacker's key, the load balancer's kid": oidcData({ kid: key.kid }, {}, attacker),
      "the attacker's key": oidcData({}, {}, attacker),
      'no key': oidcData({ kid: undefined }),
      'a kid that climbs': oidcData({ kid: `../${key.kid}` }),
      'alg none': oidcData({ alg: 'none' }),
      'alg RS256': oidcData({ alg: 'RS256' }),
      crit: oidcData({ crit: [] }),
      'no signature': `${head}.${body}.`,
      'another body': `${head}.${padded(JSON.stringify({ sub: 'admin' }))}.${signature}`,
      'too much padding': `${head}=.${body}.${signature}`,
      'a quarter of it': head,
      'two of them': `${good},${good}`,
      empty: '',
    };
    for (const [name, data] of Object.entries(bad)) {
      const outcome = await alb.verify(request(data)).then(
        () => 'accepted',
        (error: unknown) => (error instanceof InvalidTokenError ? 'refused' : String(error)),
      );
      expect([name, outcome]).toEqual([name, 'refused']);
    }
    const twice = { ...request(good), rawHeaders: ['X-Amzn-Oidc-Data', good, 'x-amzn-oidc-data', good] };
    await expect(alb.verify(twice)).rejects.toMatchObject({ reason: 'front_door' });
    expect(fetches).toBeLessThanOrEqual(5);
  });

  it('fetches few keys whatever names tokens make up, and 503 is for an outage alone', async () => {
    const alb = createAlbVerifier(options);
    broken = true;
    await expect(alb.verify(request(oidcData()))).rejects.toMatchObject({ code: 'keys_unavailable' });
    broken = false;
    await alb.verify(request(oidcData()));
    fetches = 0;
    for (let i = 0; i < 50; i++) {
      await expect(alb.verify(request(oidcData({ kid: randomUUID() })))).rejects.toMatchObject({
        code: 'invalid_token',
      });
    }
    expect(fetches).toBeLessThanOrEqual(5);
    await alb.verify(request(oidcData()));
  });

  it('asks for no key because of what the load balancer cannot have written, so that its own can always be had', async () => {
    const alb = createAlbVerifier(options);
    for (let i = 0; i < 5; i++) {
      const stranger = createTestKey(randomUUID(), 'ES256');
      for (const forged of [
        oidcData({ signer: OTHER_ARN }, {}, stranger),
        oidcData({ client: 'other' }, {}, stranger),
        oidcData({}, { iss: 'https://attacker.example' }, stranger),
        oidcData({}, { exp: seconds() - 1 }, stranger),
        oidcData({}, { sub: undefined }, stranger),
      ]) {
        await expect(alb.verify(request(forged))).rejects.toMatchObject({ code: 'invalid_token' });
      }
    }
    expect(fetches).toBe(0);
    expect(await alb.verify(request(oidcData()))).toMatchObject({ subject: 'ada' });
  });

  it("answers the access token's principal when asked to, for the same subject only", async () => {
    const accessTokens = createAccessTokenVerifier({ issuers: [{ issuer: idp.issuer, audience: idp.audience }] });
    const alb = createAlbVerifier({ ...options, accessTokens });
    const ada = idp.mint({ claims: { sub: 'ada' } });
    expect((await alb.verify(request(oidcData(), ada)))?.scopes.has('messages:read')).toBe(true);
    const eve = idp.mint({ claims: { sub: 'eve' } });
    await expect(alb.verify(request(oidcData(), eve))).rejects.toMatchObject({ reason: 'front_door' });
    await expect(alb.verify(request(oidcData()))).rejects.toMatchObject({ reason: 'malformed' });
    // The access token alone was not written by the load balancer's sign-in.
    expect(await alb.verify(request(undefined, ada))).toBeUndefined();
    accessTokens.close();
  });

  it('refuses options that name no load balancer', () => {
    expect(() => createAlbVerifier({ ...options, loadBalancerArn: '*' })).toThrow(ConfigurationError);
    expect(() => createAlbVerifier({ ...options, loadBalancerArn: [] })).toThrow(ConfigurationError);
    expect(() => createAlbVerifier({ issuer: 'x', loadBalancerArn: ARN } as never)).toThrow(/clientId/);
  });
});
