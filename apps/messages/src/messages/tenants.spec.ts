import { routeDeclarations } from '@gatehouse/auth';
import { type RunningService, startMessages } from '../testing/running-service';
import { Tenants } from './tenants';

let service: RunningService;
beforeAll(async () => {
  service = await startMessages({ TENANT_CLAIM: 'org_id', LIVE_STREAM: 'on' });
});
afterAll(() => service.stop());

const of = (tenant: unknown, subject = 'ada') => service.token({ subject, claims: { org_id: tenant } });
const post = async (token: string, headers = {}) =>
  service.call('POST /messages', { token, body: { text: 'ours' }, headers });

describe('with a tenant claim', () => {
  it('no route is public but those that tell nothing', () => {
    const open = routeDeclarations(service.app).filter((route) => route.public);
    expect(open.filter(({ path }) => path.startsWith('/messages'))).toEqual([]);
  });

  it('a principal sees its own tenant’s messages, wherever they are listed', async () => {
    const [hers, theirs] = [of('acme'), of('rival')];
    const { body } = await post(hers);
    expect((await service.call('GET /messages', { token: hers })).body.items).toContainEqual(body);
    expect((await service.call('GET /messages/mine', { token: hers })).body.items).toContainEqual(body);
    expect(await service.call(`GET /messages/${body.id}`, { token: hers })).toMatchObject({ status: 200 });
    expect((await service.call('GET /messages', { token: theirs })).body.items).toEqual([]);
    expect((await service.call('GET /messages/mine', { token: theirs })).body.items).toEqual([]);
    expect(await service.call(`GET /messages/${body.id}`, { token: theirs })).toMatchObject({ status: 404 });
  });

  it('a moderator moderates its own tenant only', async () => {
    const { id } = (await post(of('acme'))).body;
    const identity = { subject: 'mo', roles: ['moderator'], scopes: ['messages:moderate'] };
    const moderator = (tenant: string) => service.token({ ...identity, claims: { org_id: tenant } });
    expect(await service.call(`DELETE /messages/${id}`, { token: moderator('rival') })).toMatchObject({ status: 404 });
    expect(await service.call(`DELETE /messages/${id}`, { token: moderator('acme') })).toMatchObject({ status: 204 });
    expect(await service.call(`GET /messages/${id}`, { token: of('rival') })).toMatchObject({ status: 404 });
  });

  it('a cursor and an idempotency key are the tenant’s', async () => {
    const key = { 'idempotency-key': 'same' };
    const ids = [await post(of('acme'), key), await post(of('rival'), key)].map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(2);
    await post(of('acme'));
    const { next } = (await service.call('GET /messages?limit=1', { token: of('acme') })).body;
    expect(await service.call(`GET /messages?cursor=${next}`, { token: of('acme') })).toMatchObject({ status: 200 });
    expect(await service.call(`GET /messages?cursor=${next}`, { token: of('rival') })).toMatchObject({ status: 400 });
  });

  it.each([[undefined], [null], [''], [7], [['acme']], [{ id: 'acme' }], ['a'.repeat(129)]])(
    'a token whose claim is %j is refused everywhere',
    async (tenant) => {
      const token = of(tenant);
      const refused = { status: 403, body: { type: 'urn:gatehouse:problem:tenant_required' } };
      const body = { text: 'x' };
      expect(await service.call('GET /messages', { token })).toMatchObject(refused);
      expect(await service.call('GET /messages/01JZZZZZZZZZZZZZZZZZZZZZZZ00', { token })).toMatchObject(refused);
      expect(await service.call('GET /messages/mine', { token })).toMatchObject(refused);
      expect(await service.call('GET /messages/stream', { token })).toMatchObject(refused);
      expect(await post(token)).toMatchObject(refused);
      expect(await service.call('PATCH /messages/01JZZZZZZZZZZZZZZZZZZZZZZZ00', { token, body })).toMatchObject(
        refused,
      );
      expect(await service.call('DELETE /messages/01JZZZZZZZZZZZZZZZZZZZZZZZ00', { token })).toMatchObject(refused);
    },
  );

  it('nobody reads without a token, and no shared cache keeps an answer', async () => {
    for (const path of ['/messages', '/messages/01JZZZZZZZZZZZZZZZZZZZZZZZ00', '/messages/stream']) {
      expect(await service.call(`GET ${path}`)).toMatchObject({ status: 401 });
    }
    const answer = await service.call('GET /messages', { token: of('acme') });
    expect(answer.headers['cache-control']).toBe('private, no-cache');
  });

  it('a name that cannot be written as UTF-8 is none', () => {
    const principal = { claims: { org_id: '\ud800' } } as unknown as Parameters<Tenants['of']>[0];
    expect(() => new Tenants('org_id').of(principal)).toThrow('names a tenant');
  });

  it('an inherited property is no claim', () => {
    const principal = { claims: {} } as Parameters<Tenants['of']>[0];
    for (const claim of ['constructor', '__proto__', 'toString']) {
      expect(() => new Tenants(claim).of(principal)).toThrow('names a tenant');
    }
    expect(() => new Tenants('org_id').of(null)).toThrow('names a tenant');
    expect(new Tenants(undefined).of(null)).toBeNull();
  });
});
