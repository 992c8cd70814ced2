import { tokenFor } from '@gatehouse/auth/testing';
import { resourceOf } from '../testing/cards';
import { type Accounts, from, startAccounts } from '../testing/accounts';
import { type User } from '../users/user';

const refund = { name: 'shop:refund', title: 'Refund', detail: 'Orders', roles: ['admin'], clients: false };
const shop = { title: 'Shop', resource: resourceOf({ name: 'shop' }), scopes: [refund] };

describe('/auth/apis and /auth/roles', () => {
  let accounts: Accounts;
  let root: User;
  beforeAll(async () => {
    accounts = await startAccounts();
    root = await accounts.person('root', 'admin', 'user');
  });
  afterAll(() => accounts.stop());

  const call = (route: string, body?: unknown, headers: Record<string, string> = {}, user = root) =>
    accounts.call(route, { token: accounts.tokenOf(user), body, headers });
  const etag = async () => String((await call('GET /auth/apis')).headers['etag']);
  const change = async (route: string, body?: unknown) => call(route, body, { 'if-match': await etag() });
  const problem = (status: number, code: string) => ({ status, body: { type: `urn:gatehouse:problem:${code}` } });

  it.each([
    'GET /auth/apis',
    'PUT /auth/apis/shop',
    'DELETE /auth/apis/auth',
    'GET /auth/roles',
    'PUT /auth/roles/clerk',
  ])('are for administrators with the scope apis:manage: %s', async (route) => {
    const body = route.includes('roles') ? { description: 'x' } : shop;
    const headers = { 'if-match': await etag() };
    for (const [roles, scopes, code] of [
      [['admin'], ['users:manage'], 'insufficient_scope'],
      [['user', 'moderator'], ['apis:manage'], 'insufficient_role'],
    ] as const) {
      const token = tokenFor(accounts.issuer, { subject: root.id, roles, scopes });
      const sent = route.startsWith('GET') ? {} : { body, headers };
      expect(await accounts.call(route, { token, ...sent })).toMatchObject(problem(403, code));
    }
    expect((await accounts.call(route, { headers })).status).toBe(401);
  });

  it('ask the store whether the caller is an administrator still', async () => {
    const former = await accounts.person('former', 'admin');
    await accounts.roles.setRoles(null, former.id, ['user'], from(''));
    const answer = await call('PUT /auth/apis/shop', shop, { 'if-match': await etag() }, former);
    expect(answer).toMatchObject(problem(403, 'not_an_administrator'));
    expect(accounts.audited.at(-1)).toMatchObject({ event: 'api_change', outcome: 'failure', actor: former.id });
  });

  it('list what there is, with the version as ETag', async () => {
    const apis = await call('GET /auth/apis');
    expect(apis.status).toBe(200);
    expect(apis.headers['etag']).toMatch(/^"\d+"$/);
    expect(apis.body.items.map(({ name }: { name: string }) => name)).toEqual(['auth', 'messages']);
    expect(apis.body.items[0]).toMatchObject({ resource: accounts.issuer.issuer, fromCard: true });
    const roles = await call('GET /auth/roles');
    expect(roles.headers['etag']).toBe(apis.headers['etag']);
    expect(roles.body.items).toContainEqual({ name: 'moderator', description: expect.any(String), builtIn: false });
    expect(roles.body.items).toContainEqual({ name: 'admin', description: expect.any(String), builtIn: true });
  });

  it('take no change without If-Match, and none that is based on an older version', async () => {
    expect(await call('PUT /auth/apis/shop', shop)).toMatchObject(problem(428, 'if_match_required'));
    for (const stale of ['"0"', '"x"', '*', 'W/"1"', '1']) {
      const headers = { 'if-match': stale };
      expect(await call('PUT /auth/apis/shop', shop, headers)).toMatchObject(problem(412, 'registry_changed'));
      expect(await call('DELETE /auth/roles/moderator', undefined, headers)).toMatchObject(
        problem(412, 'registry_changed'),
      );
    }
  });

  it('let one of two changes win that are based on the same version', async () => {
    const headers = { 'if-match': await etag() };
    const answers = await Promise.all(
      ['one', 'two'].map((name) => call(`PUT /auth/roles/${name}`, { description: 'A role.' }, headers)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 412]);
  });

  it('add, narrow and remove an API, and record it', async () => {
    const added = await change('PUT /auth/apis/shop', shop);
    expect(added).toMatchObject({ status: 201, body: { name: 'shop', fromCard: false, ...shop } });
    expect(added.headers['etag']).toBe(await etag());
    expect(accounts.audited.at(-1)).toMatchObject({
      event: 'api_change',
      outcome: 'success',
      actor: root.id,
      subject: 'shop',
      details: { changes: [`+ api shop (${shop.resource})`, '+ scope shop:refund of shop (roles admin)'] },
    });
    const again = await change('PUT /auth/apis/shop', { ...shop, title: 'The shop' });
    expect(again).toMatchObject({ status: 200, body: { title: 'The shop' } });
    expect((await change('DELETE /auth/apis/shop')).status).toBe(204);
    expect(await change('DELETE /auth/apis/shop')).toMatchObject(problem(404, 'api_not_found'));
  });

  it('widen a scope only when they are told to', async () => {
    await change('PUT /auth/apis/shop', shop);
    const wider = { ...shop, scopes: [{ ...refund, roles: ['admin', 'user'], clients: true }] };
    const refused = await change('PUT /auth/apis/shop', wider);
    expect(refused).toMatchObject(problem(409, 'scope_widened'));
    expect(refused.body.errors).toHaveLength(2);
    expect(await change('PUT /auth/apis/shop?allowWidening=yes', wider)).toMatchObject({ status: 400 });
    expect(await change('PUT /auth/apis/shop?allowWidening=true', wider)).toMatchObject({ status: 200 });
  });

  it.each<[string, object, number]>([
    ['a scope of another API', { scopes: [{ ...refund, name: 'messages:read' }] }, 409],
    ['the resource of another API', { resource: resourceOf({ name: 'messages' }) }, 409],
    ['a role that does not exist', { scopes: [{ ...refund, roles: ['janitor'] }] }, 400],
    ['a scope of OpenID Connect', { scopes: [{ ...refund, name: 'openid' }] }, 400],
    ['a scope without roles', { scopes: [{ ...refund, roles: [] }] }, 400],
    ['an unknown field', { fromCard: true }, 400],
    ['an unknown field of a scope', { scopes: [{ ...refund, everyone: true }] }, 400],
    ['a resource with a fragment', { resource: 'https://shop.example/#x' }, 400],
    ['a relative resource', { resource: '/shop' }, 400],
  ])('refuse an API with %s', async (_, changes, status) => {
    expect(
      (await change('PUT /auth/apis/shop-two', { ...shop, resource: 'urn:two', scopes: [], ...changes })).status,
    ).toBe(status);
    expect(JSON.stringify((await call('GET /auth/apis')).body)).not.toContain('shop-two');
  });

  it('refuse the audience of the system as the resource of one API', async () => {
    const answer = await change('PUT /auth/apis/all', { ...shop, resource: accounts.issuer.audience, scopes: [] });
    expect(answer).toMatchObject(problem(409, 'registry_conflict'));
  });

  it('add and remove roles, but none that is built in or that a scope names', async () => {
    expect(await change('PUT /auth/roles/clerk', { description: 'Works here.' })).toMatchObject({
      status: 201,
      body: { name: 'clerk', description: 'Works here.', builtIn: false },
    });
    expect(accounts.audited.at(-1)).toMatchObject({
      event: 'role_definition_change',
      subject: 'clerk',
      actor: root.id,
    });
    expect((await change('PUT /auth/roles/clerk', { description: 'Sells.' })).status).toBe(200);
    expect((await change('DELETE /auth/roles/clerk')).status).toBe(204);
    expect(await change('DELETE /auth/roles/clerk')).toMatchObject(problem(404, 'role_not_found'));
    for (const name of ['admin', 'user', 'moderator']) {
      expect(await change(`DELETE /auth/roles/${name}`)).toMatchObject(problem(409, 'registry_conflict'));
    }
    expect((await change('PUT /auth/roles/Not%20a%20role', { description: 'x' })).status).toBe(400);
    expect((await change('PUT /auth/roles/clerk', { description: 'x', builtIn: true })).status).toBe(400);
  });
});
