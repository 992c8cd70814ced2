import type { Decision } from '..';
import { createTestIssuer, protectedRouteCases, send, type TestIssuer, tokenFor, type TokenIdentity } from '../testing';
import { exchange } from '../testing/exchange';
import { adapters, closeServices, guardedService } from './guarded-service';

describe.each(adapters)('the guards on %s', (_, adapter) => {
  let issuer: TestIssuer;
  let url: string;
  const decisions: Decision[] = [];

  beforeAll(async () => {
    issuer = await createTestIssuer();
    ({ url } = await guardedService(adapter(), {
      issuers: [{ issuer: issuer.issuer, audience: [issuer.audience, 'https://things.example/v1'] }],
      resource: 'https://things.example/v1',
      realm: 'things',
      onDecision: (decision) => void decisions.push(decision),
    }));
  });
  afterEach(() => decisions.splice(0));
  afterAll(async () => {
    await closeServices();
    await issuer.close();
  });

  const get = (path: string, identity?: TokenIdentity, method = 'GET') =>
    send(url, { method, path }, identity && tokenFor(issuer, identity));
  const service = () => ({ url, issuer });

  describe('GET /things/undeclared', () => {
    for (const { name, run } of protectedRouteCases({
      service,
      request: { method: 'GET', path: '/things/undeclared' },
      demands: {},
    })) {
      it(name, run);
    }
  });

  describe('GET /things/all-of', () => {
    for (const { name, run } of protectedRouteCases({
      service,
      request: { method: 'GET', path: '/things/all-of' },
      demands: { scopes: ['things:read', 'things:list'] },
    })) {
      it(name, run);
    }
  });

  describe('GET /things/any-of', () => {
    for (const { name, run } of protectedRouteCases({
      service,
      request: { method: 'GET', path: '/things/any-of' },
      demands: { anyScope: ['things:read', 'things:admin'] },
    })) {
      it(name, run);
    }
  });

  describe('POST /things/both/:id', () => {
    for (const { name, run } of protectedRouteCases({
      service,
      request: () => ({ method: 'POST', path: '/things/both/7', body: { text: 'hello' } }),
      demands: { scopes: ['things:write'], roles: ['admin'] },
    })) {
      it(name, run);
    }
  });

  describe('HEAD /things/roles', () => {
    for (const { name, run } of protectedRouteCases({
      service,
      request: { method: 'HEAD', path: '/things/roles' },
      demands: { roles: ['admin', 'moderator'] },
    })) {
      it(name, run);
    }
  });

  it('hands the route the frozen principal', async () => {
    const { text } = await get('/things/undeclared', { subject: 'ada', scopes: ['a', 'b'] });
    expect(JSON.parse(text)).toEqual({ subject: 'ada', frozen: true, scopes: ['a', 'b'] });
  });

  it('reads no credentials on a public route', async () => {
    expect(await get('/things/public')).toMatchObject({ status: 200 });
    expect(await send(url, { method: 'GET', path: '/things/public' }, 'garbage')).toMatchObject({ status: 200 });
  });

  it.each([
    ['/class/inherits', { scopes: ['class:scope'], roles: ['class-role'] }, 200],
    ['/class/inherits', { scopes: ['class:scope'] }, 403],
    ['/class/replaces', { scopes: ['method:scope'], roles: ['class-role'] }, 200],
    ['/class/replaces', { scopes: ['class:scope'], roles: ['class-role'] }, 403],
    ['/class/replaces', { scopes: ['method:scope'] }, 403],
    ['/class/opens', undefined, 200],
    ['/open/inherits', undefined, 200],
    ['/open/closes', undefined, 401],
    ['/open/closes', { scopes: ['method:scope'] }, 200],
    ['/open/closes', {}, 403],
  ])('combines class and method at %s for %j: %i', async (path, identity, status) => {
    expect(await get(path, identity)).toMatchObject({ status });
  });

  it.each([
    ['GET', '/things/undeclared/'],
    ['GET', '/THINGS/undeclared'],
    ['GET', '//things/undeclared'],
    ['GET', '/things/./undeclared'],
    ['GET', '/things/%75ndeclared'],
    ['HEAD', '/things/undeclared'],
    ['OPTIONS', '/things/preflight'],
    ['OPTIONS', '/things/every'],
    ['PUT', '/things/every'],
    ['DELETE', '/things/every'],
    ['PATCH', '/things/every'],
    ['GET', '/v2/things/versioned'],
    ['GET', '/v2/things/versioned/'],
  ])('lets nobody in at %s %s', async (method, path) => {
    const { status, text } = await send(url, { method, path });
    expect([401, 404]).toContain(status);
    expect(text).not.toContain('ran');
  });

  it('guards versioned paths and every method', async () => {
    expect(await get('/v2/things/versioned')).toMatchObject({ status: 401 });
    expect(await get('/v2/things/versioned', { scopes: ['things:read'] })).toMatchObject({ status: 200 });
    expect(await get('/things/preflight', undefined, 'OPTIONS')).toMatchObject({ status: 401 });
    expect(await get('/things/every', undefined, 'PUT')).toMatchObject({ status: 401 });
  });

  it('needs no token to say that a route does not exist', async () => {
    expect(await get('/nowhere')).toMatchObject({ status: 404 });
  });

  it('names what is missing in the challenge of a 403', async () => {
    const { headers } = await get('/things/all-of', { scopes: ['things:read'] });
    expect(headers['www-authenticate']).toBe(
      `Bearer realm="things", error="insufficient_scope", scope="things:read things:list", ` +
        `resource_metadata="https://things.example/.well-known/oauth-protected-resource/v1"`,
    );
  });

  it('sends no challenge for a role', async () => {
    const { headers } = await get('/things/roles', {});
    expect(headers['www-authenticate']).toBeUndefined();
  });

  it.each([
    ['two tokens, joined', [['Authorization', `Bearer a.b.c, Bearer a.b.c`]]],
    [
      'two headers of different case',
      [
        ['authorization', 'Bearer a.b.c'],
        ['AUTHORIZATION', 'Basic YTpi'],
      ],
    ],
  ] as const)('answers 400 to %s', async (_name, headers) => {
    const answer = await exchange(url, { method: 'GET', path: '/things/undeclared' }, headers);
    expect(answer.status).toBe(400);
    expect(answer.headers['www-authenticate']).toContain('error="invalid_request"');
  });

  it.each([
    ['a scope array', { scope: ['things:read', 'things:list'] }],
    ['a scope number', { scope: 7 }],
    ['a scope object', { scope: { 'things:read': true, 'things:list': true } }],
    ['Unicode spaces', { scope: 'things:read\u00a0things:list' }],
    ['wide spaces', { scope: 'things:read\u3000things:list' }],
    ['tabs', { scope: 'things:read\tthings:list' }],
    ['prototype names', { scope: '__proto__ constructor toString' }],
    ['null', { scope: null }],
  ])('neither grants nor fails for scopes as %s', async (_name, claims) => {
    expect([401, 403]).toContain((await get('/things/all-of', { claims })).status);
  });

  it.each([
    ['a string', 'admin'],
    ['a number', 7],
    ['an object', { admin: true }],
    ['nested arrays', [['admin']]],
    ['objects', [{ toString: 'admin' }]],
    ['prototype names', ['__proto__', 'constructor']],
    ['spaced', ['admin ']],
    ['null', null],
  ])('neither grants nor fails for roles as %s', async (_name, roles) => {
    expect([401, 403]).toContain((await get('/things/roles', { claims: { roles } })).status);
  });

  it('takes no principal from the client', async () => {
    const body = { principal: { subject: 'root' }, user: { subject: 'root' }, '@gatehouse/auth:principal': {} };
    expect(
      await send(url, { method: 'POST', path: '/things/both/1?principal[subject]=root&user=x', body }),
    ).toMatchObject({ status: 401 });
  });

  it('answers 503 and when to come back where the keys cannot be had', async () => {
    const down = await createTestIssuer();
    const other = await guardedService(adapter(), { issuers: [{ issuer: down.issuer, audience: down.audience }] });
    await down.down();
    const answer = await send(other.url, { method: 'GET', path: '/things/undeclared' }, tokenFor(down));
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['www-authenticate']).toBeUndefined();
  });

  it('tells the audit hook who was refused or let in, by which rule, and never the token', async () => {
    const token = tokenFor(issuer, { subject: 'ada', scopes: ['things:read', 'things:list'] });
    await send(url, { method: 'GET', path: '/things/all-of' }, token);
    await get('/things/all-of', { subject: 'ada' });
    await get('/things/roles', { subject: 'ada' });
    await get('/things/undeclared', { claims: { aud: 'urn:other' } });
    await get('/things/undeclared');
    await get('/things/public');
    expect(decisions).toEqual([
      {
        outcome: 'granted',
        rule: 'scopes',
        route: 'ThingsController.allOf',
        method: 'GET',
        principal: expect.objectContaining({ subject: 'ada', issuer: issuer.issuer }),
      },
      expect.objectContaining({
        outcome: 'refused',
        rule: 'scopes',
        code: 'insufficient_scope',
        reason: 'lacks things:read things:list',
        claim: 'scope',
        expected: '"things:read" or "things:list"',
      }),
      expect.objectContaining({ outcome: 'refused', rule: 'roles', code: 'insufficient_role', claim: 'roles' }),
      expect.objectContaining({
        outcome: 'refused',
        rule: 'access_token',
        code: 'invalid_token',
        reason: 'audience',
        claim: 'aud',
        expected: `"${issuer.audience}" or "https://things.example/v1"`,
        actual: '"urn:other"',
      }),
      {
        outcome: 'refused',
        rule: 'access_token',
        code: 'unauthenticated',
        reason: 'no credentials',
        route: 'ThingsController.undeclared',
        method: 'GET',
      },
      { outcome: 'granted', rule: 'public', route: 'ThingsController.open', method: 'GET' },
    ]);
    expect(JSON.stringify(decisions)).not.toContain(token);
  });
});
