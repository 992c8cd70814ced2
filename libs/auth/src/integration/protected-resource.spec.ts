import { createTestIssuer, send, type TestIssuer, tokenFor } from '../testing';
import { exchange } from '../testing/exchange';
import { type AuthOptions, routeDeclarations } from '..';
import { adapters, closeServices, guardedService } from './guarded-service';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const RESOURCE = 'https://api.example/things';
const guarded = { method: 'GET', path: '/things/undeclared' };

describe.each(adapters)('the protected resource on %s', (_, adapter) => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(closeServices);
  afterAll(() => issuer.close());

  /** A service that accepts tokens for the whole system and for itself. */
  const advertised = (resource = RESOURCE, options: Partial<AuthOptions> = {}) =>
    guardedService(adapter(), {
      issuers: [{ issuer: issuer.issuer, audience: [issuer.audience, resource] }],
      resource,
      ...options,
    });
  const unadvertised = () =>
    guardedService(adapter(), { issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] });
  const documentAt = async (url: string, path: string) =>
    JSON.parse((await send(url, { method: 'GET', path })).text) as { resource: string };

  it('leads from a refused request to the issuer and the scopes', async () => {
    const { url } = await advertised();
    const refused = await send(url, guarded);
    const address = /resource_metadata="([^"]+)"/.exec(refused.headers['www-authenticate'] ?? '')?.[1] ?? '';
    const answer = await send(url, { method: 'GET', path: new URL(address).pathname });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['cache-control']).toBe('public, max-age=300');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(JSON.parse(answer.text)).toEqual({
      resource: RESOURCE,
      authorization_servers: [issuer.issuer],
      scopes_supported: ['class:scope', 'method:scope', 'things:admin', 'things:list', 'things:read', 'things:write'],
      bearer_methods_supported: ['header'],
    });
  });

  it('lets a browser that asks first read the document, whatever its origin', async () => {
    const { url } = await advertised();
    const headers = {
      Origin: 'https://elsewhere.example',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'mcp-protocol-version',
    };
    const answer = await send(url, { method: 'OPTIONS', path: `${WELL_KNOWN}/things`, headers });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': '*',
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('serves a resource with a path below the well-known path, and no document of an origin that nothing accepts', async () => {
    const { url } = await advertised();
    expect(await send(url, { method: 'GET', path: WELL_KNOWN })).toMatchObject({ status: 404 });
    expect(await documentAt(url, `${WELL_KNOWN}/things`)).toMatchObject({ resource: RESOURCE });
    const { headers } = await send(url, guarded);
    expect(headers['www-authenticate']).toBe(
      `Bearer realm="api", resource_metadata="https://api.example${WELL_KNOWN}/things"`,
    );
  });

  it.each(['https://api.example', 'https://api.example/', 'https://api.example:443'])(
    'serves the resource %s at one address, under exactly that name',
    async (resource) => {
      const { app, url } = await advertised(resource);
      expect(await documentAt(url, WELL_KNOWN)).toMatchObject({ resource });
      expect(routeDeclarations(app).filter(({ path }) => path.startsWith(WELL_KNOWN))).toHaveLength(1);
      const { headers } = await send(url, guarded);
      expect(headers['www-authenticate']).toContain(`resource_metadata="https://api.example${WELL_KNOWN}"`);
    },
  );

  it('names the configured resource whatever the Host says', async () => {
    const { url } = await advertised();
    const headers = { Host: 'evil.example' };
    const answer = await send(url, { method: 'GET', path: `${WELL_KNOWN}/things`, headers });
    expect(JSON.parse(answer.text)).toMatchObject({ resource: RESOURCE });
    const refused = await send(url, { ...guarded, headers });
    expect(refused.headers['www-authenticate']).toContain(`"https://api.example${WELL_KNOWN}/things"`);
    const broken = await exchange(url, { ...guarded, headers: { Host: 'a", error="x' } }, []);
    expect(broken.headers['www-authenticate']).toBe(refused.headers['www-authenticate']);
  });

  it('advertises nothing without a resource', async () => {
    const { app, url } = await unadvertised();
    for (const path of [WELL_KNOWN, `${WELL_KNOWN}/things`]) {
      expect(await send(url, { method: 'GET', path })).toMatchObject({ status: 404 });
    }
    expect((await send(url, guarded)).headers['www-authenticate']).toBe('Bearer realm="api"');
    expect(routeDeclarations(app).filter(({ path }) => path.includes('.well-known'))).toEqual([]);
  });

  it('lists what every route demands', async () => {
    const { app } = await advertised();
    const routes = routeDeclarations(app);
    const found = (method: string, path: string) => routes.find((r) => r.method === method && r.path === path);
    expect(found('POST', '/things/both/:id')).toEqual({
      method: 'POST',
      path: '/things/both/:id',
      route: 'ThingsController.both',
      public: false,
      scopes: { allOf: ['things:write'], anyOf: [] },
      roles: ['admin'],
    });
    expect(found('GET', '/things/any-of')).toMatchObject({
      scopes: { allOf: [], anyOf: ['things:read', 'things:admin'] },
    });
    expect(found('GET', '/v2/things/versioned')).toMatchObject({ scopes: { allOf: ['things:read'], anyOf: [] } });
    expect(found('ALL', '/things/every')).toMatchObject({ public: false, scopes: { allOf: [], anyOf: [] } });
    expect(found('GET', `${WELL_KNOWN}/things`)).toMatchObject({ public: true });
    expect(routes).toHaveLength(15);
    for (const route of routes.filter((r) => !r.public && r.method !== 'ALL')) {
      expect(await send(await app.getUrl(), { method: route.method, path: route.path })).toMatchObject({ status: 401 });
    }
  });

  describe('with tokens for one audience or another', () => {
    const answerTo = async (aud: unknown) => {
      const { url } = await advertised();
      return send(url, guarded, tokenFor(issuer, { claims: { aud } }));
    };

    it.each<[string, () => unknown]>([
      ['the system', () => issuer.audience],
      ['its own resource', () => RESOURCE],
      ['its own resource among others', () => ['https://api.example/orders', RESOURCE]],
    ])('accepts a token for %s', async (_name, audience) => {
      expect(await answerTo(audience())).toMatchObject({ status: 200 });
    });

    it.each<[string, unknown]>([
      ['another service', 'https://api.example/orders'],
      ['several other services', ['https://api.example/orders', 'https://api.example/users']],
      ['the origin that it shares', 'https://api.example'],
      ['its resource with a slash at the end', `${RESOURCE}/`],
      ['a path below its resource', `${RESOURCE}/1`],
      ['its resource in capitals', RESOURCE.toUpperCase()],
      ['its resource over plain HTTP', RESOURCE.replace('https', 'http')],
      ['its resource with a query', `${RESOURCE}?a`],
      ['its resource and another in one text', `${RESOURCE} https://api.example/orders`],
      ['nothing', undefined],
      ['an empty list', []],
      ['an object', { 0: RESOURCE }],
    ])('refuses a token for %s with 401 invalid_token', async (_name, audience) => {
      const answer = await answerTo(audience);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
      expect(JSON.parse(answer.text)).toMatchObject({ type: 'urn:gatehouse:problem:invalid_token' });
    });

    it('refuses at one service what was issued for the other, both ways', async () => {
      const [things, orders] = [await advertised(), await advertised('https://api.example/orders')];
      const status = async ({ url }: { url: string }, aud: string) =>
        (await send(url, guarded, tokenFor(issuer, { claims: { aud } }))).status;
      expect(await status(things, RESOURCE)).toBe(200);
      expect(await status(orders, RESOURCE)).toBe(401);
      expect(await status(things, 'https://api.example/orders')).toBe(401);
      expect(await status(orders, 'https://api.example/orders')).toBe(200);
    });
  });
});
