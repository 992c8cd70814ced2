import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { IssuerOptions } from '@gatehouse/access-token';
import { createTestIssuer, type TestIssuer, type TokenPreset } from '@gatehouse/access-token/testing';
import { AuthModule, RequireRoles } from '../index';
import { send, tokenFor } from '../testing';

@Controller('orders')
class OrdersController {
  @Get()
  list() {
    return [];
  }

  @RequireRoles('clerk')
  @Get('open')
  open() {
    return [];
  }
}

interface Line {
  readonly level: string;
  readonly text: string;
}

/** A service at Nest's own log levels, with what it logs. */
async function service(issuers: readonly IssuerOptions[]) {
  const lines: Line[] = [];
  const at = (level: string) => (message: unknown, context?: string) => {
    if (context === 'AuthModule') lines.push({ level, text: String(message) });
  };
  const logger = { log: at('log'), error: at('error'), warn: at('warn'), debug: at('debug') };
  @Module({ imports: [AuthModule.forRoot({ issuers })], controllers: [OrdersController] })
  class ServiceModule {}
  const app = await NestFactory.create(ServiceModule, { logger });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    url,
    lines,
    warnings: () => lines.filter(({ level }) => level === 'warn').map(({ text }) => text),
    get: (token: string, path = '/orders') => send(url, { method: 'GET', path }, token),
    close: () => app.close(),
  };
}

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const PROVIDERS: readonly (readonly [TokenPreset, object])[] = [
  ['gatehouse', {}],
  ['keycloak', {}],
  ['entra', {}],
  ['auth0', {}],
  ['okta', {}],
  ['google', { serviceAccounts: null }],
  ['cognito', { clientIds: 'web', audience: undefined }],
];

describe.each(PROVIDERS)('a service that trusts %s', (preset, extra) => {
  let issuer: TestIssuer;
  let app: Awaited<ReturnType<typeof service>>;

  beforeAll(async () => {
    issuer = await createTestIssuer({ preset, ...(preset === 'entra' && { path: `/${TENANT}/v2.0` }) });
    app = await service([{ issuer: issuer.issuer, preset, audience: issuer.audience, ...extra } as IssuerOptions]);
  });
  afterAll(async () => {
    await app.close();
    await issuer.close();
  });

  it('warns once of each kind of refusal, with what it found and what it expected', async () => {
    const bare = issuer.issuer.replace(/\/$/, '');
    const slash = issuer.issuer === bare ? `${bare}/` : bare;
    const cases: [token: () => string, found: string, expected: string][] = [
      [
        () => issuer.mint({ claims: issuer.shape.otherService }),
        'other',
        preset === 'cognito' ? 'web' : issuer.audience,
      ],
      [() => issuer.mint({ claims: { iss: slash } }), slash, issuer.issuer],
      [() => issuer.mintIdToken(), '', ''],
      [() => issuer.mint({ claims: { sub: undefined, azp: undefined } }), 'missing', ''],
      [() => issuer.mint({ header: { kid: 'gone' } }), '"gone"', issuer.issuer],
    ];
    for (const [token, found, expected] of cases) {
      app.lines.length = 0;
      const answers = [await app.get(token()), await app.get(token()), await app.get(token())];
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
      const [first = ''] = app.lines.map(({ text }) => text);
      expect(first).toContain(`found`);
      expect(first).toContain(found);
      expect(first).toContain(expected);
      expect(app.warnings().length).toBeLessThanOrEqual(1);
      expect(first).not.toContain(token().split('.')[1]);
    }
    expect((await app.get(issuer.mint())).status).toBe(200);
  });
});

describe('the reasons of a refusal', () => {
  let issuer: TestIssuer;
  beforeEach(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(() => issuer.close());

  it('name the place where no roles were found', async () => {
    const claims = { roles: ['realm_acces', 'roles'] };
    const app = await service([{ issuer: issuer.issuer, preset: 'oidc', audience: issuer.audience, claims }]);
    expect((await app.get(tokenFor(issuer, { roles: ['clerk'] }), '/orders/open')).status).toBe(403);
    expect(app.warnings().join()).toMatch(
      /realm_acces\.roles: found missing \(the token has .*roles.*\), expected "clerk"/,
    );
    await app.close();
  });

  it('are one line whatever a token says, and hold no token', async () => {
    const app = await service([{ issuer: issuer.issuer, audience: issuer.audience }]);
    const token = issuer.mint();
    await app.get(issuer.mint({ claims: { aud: `x\n[Nest] ERROR \u202e${token}${'y'.repeat(3000)}` } }));
    const [line = ''] = app.warnings();
    expect(line).toContain('found "x\\n[Nest] ERROR \\u{202e}(a token)');
    expect(line.length).toBeLessThan(500);
    await app.close();
  });

  it('name the scheme where it is not Bearer', async () => {
    const app = await service([{ issuer: issuer.issuer, audience: issuer.audience }]);
    const answer = await fetch(`${app.url}/orders`, { headers: { authorization: 'Token abc' } });
    expect(answer.status).toBe(401);
    expect(app.warnings().join()).toContain('no Bearer token in Authorization, its scheme is Token');
    await app.close();
  });
});

describe('keys that cannot be had', () => {
  let server: Server;
  let address = '';
  let answer: (path: string) => { status: number; body: string; headers?: Record<string, string> };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { status, body, headers } = answer(request.url ?? '');
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const discovered = (keys: string) => (path: string) =>
    path.includes('openid-configuration')
      ? { status: 200, body: JSON.stringify({ issuer: address, jwks_uri: `${address}/keys` }) }
      : { status: 200, body: keys };

  it.each<[string, () => void, () => string]>([
    [
      'a status',
      () => (answer = () => ({ status: 404, body: '' })),
      () => 'openid-configuration: answered with status 404',
    ],
    [
      'a redirect',
      () => (answer = () => ({ status: 302, body: '', headers: { location: '/elsewhere' } })),
      () => 'answered with status 302, and redirects are not followed',
    ],
    [
      'another issuer in the discovery document',
      () => (answer = () => ({ status: 200, body: JSON.stringify({ issuer: `${address}/` }) })),
      () => `names the issuer "${address}/", expected "${address}"`,
    ],
    ['a body that is too large', () => (answer = discovered(' '.repeat(200_000))), () => 'more than 153600 bytes'],
    [
      'no usable key',
      () => (answer = discovered(JSON.stringify({ keys: [{ kty: 'RSA', kid: 'a', use: 'enc' }] }))),
      () => 'no usable key: key 1 "a" has the use "enc"',
    ],
  ])('are told once with the cause: %s', async (_name, arrange, cause) => {
    arrange();
    const issuer = await createTestIssuer();
    const app = await service([{ issuer: address, audience: issuer.audience }]);
    const token = issuer.mint({ claims: { iss: address } });
    expect([(await app.get(token)).status, (await app.get(token)).status]).toEqual([503, 503]);
    const warned = app.warnings().filter((text) => text.includes('GET OrdersController.list'));
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain(cause());
    await app.close();
    await issuer.close();
  });

  it('are told once with the cause: a name that DNS does not know, and a port where nothing listens', async () => {
    const issuer = await createTestIssuer();
    await issuer.down();
    const app = await service([
      { issuer: 'http://nowhere.invalid', audience: issuer.audience },
      { issuer: issuer.issuer, audience: issuer.audience },
    ]);
    await app.get(issuer.mint({ claims: { iss: 'http://nowhere.invalid' } }));
    await app.get(issuer.mint());
    expect(app.warnings().join('\n')).toMatch(/(ENOTFOUND|EAI_AGAIN) nowhere\.invalid/);
    expect(app.warnings().join('\n')).toContain('ECONNREFUSED');
    await app.close();
  });

  it('are a warning at start, before any request', async () => {
    answer = () => ({ status: 404, body: '' });
    const app = await service([{ issuer: address, audience: 'a' }]);
    for (let i = 0; i < 150 && app.warnings().length === 0; i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(app.warnings()).toEqual([
      `the signing keys of ${address} are not available: GET ${address}/.well-known/openid-configuration: answered with status 404`,
    ]);
    await app.close();
  });
});
