import { createTestIssuer, send, type TestIssuer } from '../testing';
import { exchange } from '../testing/exchange';
import { routeDeclarations } from '..';
import { adapters, closeServices, guardedService } from './guarded-service';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

describe.each(adapters)('the protected resource on %s', (_, adapter) => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(closeServices);
  afterAll(() => issuer.close());
  const issuers = () => [{ issuer: issuer.issuer, audience: issuer.audience }];

  it('leads from the URL of a service to its issuer and scopes', async () => {
    const { url } = await guardedService(adapter(), { issuers: issuers() });
    const refused = await send(url, { method: 'GET', path: '/things/undeclared' });
    const address = /resource_metadata="([^"]+)"/.exec(refused.headers['www-authenticate'] ?? '')?.[1] ?? '';
    const answer = await send(url, { method: 'GET', path: new URL(address).pathname });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(JSON.parse(answer.text)).toEqual({
      resource: url,
      authorization_servers: [issuer.issuer],
      scopes_supported: ['class:scope', 'method:scope', 'things:admin', 'things:list', 'things:read', 'things:write'],
      bearer_methods_supported: ['header'],
    });
  });

  it('serves a service with a base path at both addresses, each naming itself', async () => {
    const { url } = await guardedService(adapter(), { issuers: issuers(), resource: '/things' });
    for (const [suffix, resource] of [
      ['', url],
      ['/things', `${url}/things`],
    ]) {
      const { text } = await send(url, { method: 'GET', path: `${WELL_KNOWN}${suffix}` });
      expect(JSON.parse(text)).toMatchObject({ resource });
    }
    const { headers } = await send(url, { method: 'GET', path: '/things/undeclared' });
    expect(headers['www-authenticate']).toBe(`Bearer realm="api", resource_metadata="${url}${WELL_KNOWN}/things"`);
  });

  it('names a configured resource whatever the Host says', async () => {
    const { url } = await guardedService(adapter(), {
      issuers: issuers(),
      resource: 'https://api.example/things',
    });
    const answer = await send(url, { method: 'GET', path: `${WELL_KNOWN}/things`, headers: { Host: 'evil.example' } });
    expect(JSON.parse(answer.text)).toMatchObject({ resource: 'https://api.example/things' });
    expect(answer.headers['cache-control']).toBe('public, max-age=300');
    const { headers } = await send(url, { method: 'GET', path: '/things/undeclared' });
    expect(headers['www-authenticate']).toContain(`"https://api.example${WELL_KNOWN}/things"`);
  });

  it('leaves the address out where the Host would break the header', async () => {
    const { url } = await guardedService(adapter(), { issuers: issuers() });
    const request = { method: 'GET', path: '/things/undeclared', headers: { Host: 'a", error="x' } };
    const answer = await exchange(url, request, []);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="api"');
  });

  it('lists what every route demands', async () => {
    const { app } = await guardedService(adapter(), { issuers: issuers() });
    const routes = routeDeclarations(app);
    const found = (method: string, path: string) => routes.find((r) => r.method === method && r.path === path);
    expect(found('POST', '/things/both/:id')).toEqual({
      method: 'POST',
      path: '/things/both/:id',
      route: 'ThingsController.both',
      public: false,
      scopes: ['things:write'],
      anyScope: [],
      roles: ['admin'],
    });
    expect(found('GET', '/v2/things/versioned')).toMatchObject({ scopes: ['things:read'] });
    expect(found('ALL', '/things/every')).toMatchObject({ public: false, scopes: [] });
    expect(found('GET', WELL_KNOWN)).toMatchObject({ public: true });
    expect(routes).toHaveLength(15);
    for (const route of routes.filter((r) => !r.public && r.method !== 'ALL')) {
      expect(await send(await app.getUrl(), { method: route.method, path: route.path })).toMatchObject({ status: 401 });
    }
  });
});
