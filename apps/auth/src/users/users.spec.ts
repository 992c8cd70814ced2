import { routeDeclarations } from '@gatehouse/auth';
import { tokenFor } from '@gatehouse/auth/testing';
import { card } from '../card';
import { type Accounts, from, startAccounts } from '../testing/accounts';
import { AccountStates } from './account-states.service';
import { type User } from './user';

describe('/auth/users', () => {
  let accounts: Accounts;
  let root: User;
  let ada: User;
  beforeAll(async () => {
    accounts = await startAccounts();
    root = await accounts.person('root', 'admin', 'user');
    ada = await accounts.person('ada');
  });
  afterAll(() => accounts.stop());

  const setRoles = (actor: User, id: string, roles: unknown) =>
    accounts.call(`PUT /auth/users/${id}/roles`, { token: accounts.tokenOf(actor), body: { roles } });

  it('is for administrators with the scope users:manage', async () => {
    for (const [identity, code] of [
      [{ subject: root.id, roles: ['admin'], scopes: [] }, 'insufficient_scope'],
      [{ subject: ada.id, roles: ['user'], scopes: ['users:manage'] }, 'insufficient_role'],
    ] as const) {
      const token = tokenFor(accounts.issuer, identity);
      for (const answer of [
        await accounts.call('GET /auth/users', { token }),
        await accounts.call(`PUT /auth/users/${ada.id}/roles`, { token, body: { roles: ['admin'] } }),
      ]) {
        expect(answer).toMatchObject({ status: 403, body: { type: `urn:gatehouse:problem:${code}` } });
      }
    }
    expect((await accounts.call('GET /auth/users')).status).toBe(401);
  });

  it('lists users in the order of usernames, page by page', async () => {
    for (const username of ['Zoe', 'bob', 'Carl']) await accounts.person(username);
    const token = accounts.tokenOf(root);
    const first = await accounts.call('GET /auth/users?limit=2', { token });
    expect(first.body.items.map(({ username }: User) => username)).toEqual(['ada', 'bob']);
    const second = await accounts.call(`GET /auth/users?limit=100&cursor=${first.body.next}`, { token });
    expect(second.body.items.map(({ username }: User) => username)).toEqual(['Carl', 'root', 'Zoe']);
    expect(second.body.next).toBeNull();
    expect(JSON.stringify([first.body, second.body])).not.toContain('argon2');
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=%20', 'cursor=!', 'admin=true'])('refuses ?%s', async (query) => {
    const { status } = await accounts.call(`GET /auth/users?${query}`, { token: accounts.tokenOf(root) });
    expect(status).toBe(400);
  });

  it('gives a user exactly these roles, in one order and once each', async () => {
    const { status, body } = await setRoles(root, ada.id, ['moderator', 'user', 'moderator']);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: ada.id, roles: ['user', 'moderator'] });
    expect(await accounts.users.findById(ada.id)).toMatchObject({ roles: ['user', 'moderator'] });
    expect(accounts.audited.at(-1)).toMatchObject({
      event: 'role_change',
      outcome: 'success',
      actor: root.id,
      subject: ada.id,
      details: { before: ['user'], after: ['user', 'moderator'] },
    });
  });

  it('lets another client change roles, but not who is an administrator', async () => {
    const boss = await accounts.person('boss', 'admin', 'user');
    const identity = { subject: root.id, clientId: 'another', roles: ['admin'], scopes: ['users:manage'] };
    const token = tokenFor(accounts.issuer, identity);
    const set = (id: string, ...roles: string[]) =>
      accounts.call(`PUT /auth/users/${id}/roles`, { token, body: { roles } });
    const refused = { status: 403, body: { type: 'urn:gatehouse:problem:not_first_party' } };
    for (const [user, roles] of [
      [ada, ['user', 'admin']],
      [boss, ['user']],
      [root, ['user', 'moderator']],
    ] as const) {
      expect(await set(user.id, ...roles)).toMatchObject(refused);
      expect(accounts.audited.at(-1)).toMatchObject({ outcome: 'failure', reason: 'not_first_party', actor: root.id });
    }
    expect((await accounts.users.findById(ada.id))?.roles).not.toContain('admin');
    expect((await accounts.users.findById(boss.id))?.roles).toContain('admin');
    expect((await set(ada.id, 'user')).status).toBe(200);
    expect((await set(boss.id, 'admin', 'moderator')).body).toMatchObject({ roles: ['admin', 'moderator'] });
    await accounts.roles.setRoles(null, boss.id, ['user'], from(''));
  });

  it('names the role that does not exist, and those that do', async () => {
    const answer = await setRoles(root, ada.id, ['user', 'janitor']);
    expect(answer).toMatchObject({ status: 400, body: { type: 'urn:gatehouse:problem:unknown_role' } });
    expect(answer.body.detail).toBe('There is no role janitor. The roles are: user, admin, moderator.');
    expect(answer.body.errors).toEqual([{ pointer: '#/roles', detail: 'janitor is not a role' }]);
  });

  it.each([[[]], [['root']], ['admin'], [undefined]])('refuses the roles %j', async (roles) => {
    expect((await setRoles(root, ada.id, roles)).status).toBe(400);
  });

  it('answers 404 to an id that nobody has, and 400 to what is none', async () => {
    expect((await setRoles(root, '0b9a1f0e-5d0c-4f7b-8a52-6f1f3a2b7c11', ['user'])).status).toBe(404);
    expect((await setRoles(root, 'me', ['user'])).status).toBe(400);
  });

  it('asks the store whether the caller is an administrator still', async () => {
    const former = await accounts.person('former', 'admin');
    await accounts.roles.setRoles(null, former.id, ['user'], from(''));
    // Its token is good for some minutes more.
    const answer = await setRoles(former, ada.id, ['admin']);
    expect(answer).toMatchObject({ status: 403, body: { type: 'urn:gatehouse:problem:not_an_administrator' } });
    expect(accounts.audited.at(-1)).toMatchObject({ event: 'role_change', outcome: 'failure' });
  });

  it('keeps the last administrator, whoever asks', async () => {
    expect(await setRoles(root, root.id, ['user'])).toMatchObject({
      status: 409,
      body: { type: 'urn:gatehouse:problem:last_administrator' },
    });
    await expect(accounts.roles.setRoles(null, root.id, ['user'], from(''))).rejects.toMatchObject({
      code: 'last_administrator',
    });
    expect((await setRoles(root, root.id, ['user', 'admin'])).status).toBe(200);
  });

  it('does not count on an administrator whose account is disabled', async () => {
    const { id } = await accounts.person('idle');
    const states = accounts.app.get(AccountStates, { strict: false });
    await states.disable(id, 'operator', from(''));
    await accounts.roles.setRoles(null, id, ['admin'], from(''));
    const resign = accounts.roles.setRoles(null, root.id, ['user'], from(''));
    await expect(resign).rejects.toMatchObject({ code: 'last_administrator' });
    await states.remove(id, 'operator', from(''));
  });

  it('keeps one administrator when all of them resign at once', async () => {
    const others = await Promise.all(['a1', 'a2', 'a3', 'a4'].map((username) => accounts.person(username, 'admin')));
    const all = [root, ...others];
    const answers = await Promise.all(all.map((user) => setRoles(user, user.id, ['user'])));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 409]);
    const roles = await Promise.all(all.map(async ({ id }) => (await accounts.users.findById(id))?.roles));
    expect(roles.filter((own) => own?.includes('admin'))).toHaveLength(1);
  });

  it('has no route that does not say who may call it', () => {
    const routes = routeDeclarations(accounts.app).filter(({ path }) => path.startsWith('/auth'));
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'DELETE /auth/apis/:name',
      'DELETE /auth/clients/:id',
      'DELETE /auth/clients/:id/secrets/previous',
      'DELETE /auth/roles/:name',
      'DELETE /auth/sessions',
      'DELETE /auth/sessions/:id',
      'DELETE /auth/users/:id/sessions',
      'DELETE /auth/users/:id/sessions/:session',
      'GET /auth/apis',
      'GET /auth/audit',
      'GET /auth/clients',
      'GET /auth/clients/:id',
      'GET /auth/keys',
      'GET /auth/me',
      'GET /auth/roles',
      'GET /auth/sessions',
      'GET /auth/sessions/current',
      'GET /auth/users',
      'GET /auth/users/:id',
      'GET /auth/users/:id/sessions',
      'PATCH /auth/clients/:id',
      'PATCH /auth/me',
      'POST /auth/clients',
      'POST /auth/clients/:id/secret-renewal',
      'POST /auth/clients/:id/secrets',
      'POST /auth/signup',
      'POST /auth/users/:id/password-reset',
      'PUT /auth/apis/:name',
      'PUT /auth/me/password',
      'PUT /auth/roles/:name',
      'PUT /auth/users/:id/disabled',
      'PUT /auth/users/:id/roles',
    ]);
    for (const route of routes) {
      const name = `${route.method} ${route.path}`;
      const demands = route.roles.length > 0 || card.anyToken.includes(name);
      expect(`${name} ${route.public !== demands}`).toBe(`${name} true`);
    }
  });
});
