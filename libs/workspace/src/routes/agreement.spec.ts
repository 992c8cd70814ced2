import { type RouteDemand } from '@gatehouse/access-token';
import { guardDisagreements, openApiDisagreements } from './agreement';
import { type ServiceUnderCheck, startUnderCheck } from './service-under-check';

describe('what the routes of a service demand', () => {
  let service: ServiceUnderCheck;

  beforeAll(async () => {
    service = await startUnderCheck('messages', {});
  }, 30_000);
  afterAll(() => service.close());

  const instead = (change: (route: RouteDemand) => RouteDemand | []): ServiceUnderCheck => ({
    ...service,
    routes: service.routes.flatMap((route) =>
      route.method === 'POST' && route.path === '/messages' ? change(route) : route,
    ),
  });
  const both = async (claimed: ServiceUnderCheck) => [
    ...(await openApiDisagreements(claimed)),
    ...(await guardDisagreements(claimed)),
  ];

  it('is the same in the manifest, in the OpenAPI document and at the guards', async () => {
    expect(await both(service)).toEqual([]);
  }, 30_000);

  it.each<[string, (route: RouteDemand) => RouteDemand | []]>([
    ['hides a route', () => []],
    ['opens a route', (route) => ({ ...route, public: true })],
    ['forgets a scope', (route) => ({ ...route, scopes: { allOf: [], anyOf: [] } })],
    ['asks for another scope', (route) => ({ ...route, scopes: { allOf: ['messages:read'], anyOf: [] } })],
    ['asks for a role', (route) => ({ ...route, roles: ['admin'] })],
    ['takes one scope of two', (route) => ({ ...route, scopes: { allOf: [], anyOf: ['messages:write', 'other'] } })],
  ])(
    'is found to differ from a manifest that %s',
    async (_name, change) => {
      expect((await both(instead(change))).join('\n')).toContain('POST /messages');
    },
    30_000,
  );
});
