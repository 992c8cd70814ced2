import { type Accounts, from, goodPassword, startAccounts } from '../testing/accounts';
import { describeAdministration, problem } from '../testing/administration';
import { type User } from '../users/user';

const unknownId = '0b9a1f0e-5d0c-4f7b-8a52-6f1f3a2b7c11';

describe('The accounts of others', () => {
  let accounts: Accounts;
  let root: User;
  let people = 0;
  beforeAll(async () => {
    accounts = await startAccounts();
    root = await accounts.person('root', 'admin', 'user');
  });
  afterAll(() => accounts.stop());

  const call = (route: string, body?: unknown, etag?: string, actor = root) =>
    accounts.call(route, {
      token: accounts.tokenOf(actor),
      body,
      headers: etag === undefined ? {} : { 'if-match': etag },
    });
  const someone = () => accounts.person(`someone${people++}`);
  const etagOf = async ({ id }: Pick<User, 'id'>) => String((await call(`GET /auth/users/${id}`)).headers['etag']);
  const requestOf = (ending: string, body?: unknown) => async () => {
    const user = await someone();
    return { path: `/auth/users/${user.id}${ending}`, body, etag: await etagOf(user) };
  };
  const signIn = (username: string, password = goodPassword) =>
    accounts.users.authenticate(username, password, from('192.0.2.7')).then(
      () => 'in',
      (error: { code: string }) => error.code,
    );

  const parts = () => ({ accounts, root });
  const scope = 'users:manage';
  describeAdministration(
    'GET /auth/users',
    { method: 'GET', scope, request: async () => ({ path: '/auth/users' }) },
    parts,
  );
  describeAdministration('GET /auth/users/:id', { method: 'GET', scope, request: requestOf('') }, parts);
  describeAdministration(
    'PUT /auth/users/:id/disabled',
    { method: 'PUT', scope, request: requestOf('/disabled', { disabled: true }) },
    parts,
  );
  describeAdministration(
    'POST /auth/users/:id/password-reset',
    { method: 'POST', scope, request: requestOf('/password-reset'), firstPartyOnly: true },
    parts,
  );
  describeAdministration(
    'GET /auth/users/:id/sessions',
    { method: 'GET', scope, request: requestOf('/sessions') },
    parts,
  );
  describeAdministration(
    'DELETE /auth/users/:id/sessions',
    { method: 'DELETE', scope, request: requestOf('/sessions') },
    parts,
  );

  it('show the state and the version of a user, with the version as ETag', async () => {
    const user = await someone();
    const { status, headers, body } = await call(`GET /auth/users/${user.id}`);
    expect([status, headers['etag'], headers['cache-control']]).toEqual([200, '"1"', 'no-store']);
    const { id, username, name, roles, createdAt } = user;
    expect(body).toEqual({ id, username, name, roles, createdAt, disabledAt: null, version: 1 });
    const { body: list } = await call(`GET /auth/users?search=${username}`);
    expect(list).toEqual({ items: [body], next: null });
    for (const [path, expected] of [
      [`/auth/users/${unknownId}`, 404],
      [`/auth/users/${unknownId}/sessions`, 404],
      ['/auth/users/administrators', 400],
      ['/auth/users/user%23x', 400],
    ] as const) {
      expect((await call(`GET ${path}`)).status).toBe(expected);
    }
  });

  it('take roles on the basis that If-Match names, and on any where it is missing', async () => {
    const user = await someone();
    const path = `PUT /auth/users/${user.id}/roles`;
    const changed = await call(path, { roles: ['user', 'moderator'] }, '"1"');
    expect([changed.status, changed.headers['etag'], changed.body.version]).toEqual([200, '"2"', 2]);
    expect(await call(path, { roles: ['user'] }, '"1"')).toMatchObject(problem(412, 'if_match_failed'));
    expect((await call(path, { roles: ['user'] })).headers['etag']).toBe('"3"');
  });

  it.each<[string, (i: number) => [string, object?]]>([
    ['the same roles', () => ['/roles', { roles: ['user', 'moderator'] }]],
    ['different roles', (i) => ['/roles', { roles: i % 2 ? ['user'] : ['moderator'] }]],
    ['the same state', () => ['/disabled', { disabled: true }]],
  ])('change once on one basis, also where 50 give them %s at once', async (_, change) => {
    const user = await someone();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (__, i) => {
        const [ending, body] = change(i);
        return call(`PUT /auth/users/${user.id}${ending}`, body, '"1"');
      }),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(49);
    expect((await call(`GET /auth/users/${user.id}`)).body.version).toBe(2);
  });

  it('are disabled and enabled, which the audit trail shows', async () => {
    const user = await someone();
    const path = `PUT /auth/users/${user.id}/disabled`;
    const disabled = await call(path, { disabled: true }, await etagOf(user));
    expect(disabled).toMatchObject({ status: 200, body: { disabledAt: expect.any(String), version: 2 } });
    expect(accounts.audited.at(-1)).toMatchObject({ event: 'user_disable', actor: root.id, subject: user.id });
    expect(await signIn(user.username)).toBe('account_disabled');
    const enabled = await call(path, { disabled: false }, String(disabled.headers['etag']));
    expect(enabled).toMatchObject({ status: 200, body: { disabledAt: null, version: 3 } });
    expect(accounts.audited.at(-1)).toMatchObject({ event: 'user_enable', actor: root.id, subject: user.id });
    expect(await signIn(user.username)).toBe('in');
    expect((await call(`PUT /auth/users/${unknownId}/disabled`, { disabled: true }, '"1"')).status).toBe(404);
    for (const body of [{}, { disabled: 'true' }, { disabled: true, roles: ['admin'] }]) {
      expect((await call(path, body, await etagOf(user))).status).toBe(400);
    }
  });

  it('are not disabled, and get no password, by their own owner', async () => {
    const etag = await etagOf(root);
    const disabled = await call(`PUT /auth/users/${root.id}/disabled`, { disabled: true }, etag);
    expect(disabled).toMatchObject(problem(409, 'own_account'));
    const reset = await call(`POST /auth/users/${root.id}/password-reset`, undefined, etag);
    expect(reset).toMatchObject(problem(409, 'own_account'));
    expect(await signIn('root')).toBe('in');
  });

  it('leave one administrator, whatever two of them do to each other at once', async () => {
    for (let round = 0; round < 5; round++) {
      const others = [
        await accounts.person(`a${round}`, 'admin'),
        await accounts.person(`b${round}`, 'admin'),
      ] as const;
      await accounts.roles.setRoles(null, root.id, ['user'], from(''));
      const disable = (actor: User, target: User) =>
        call(`PUT /auth/users/${target.id}/disabled`, { disabled: true }, `"${target.version}"`, actor);
      const answers = await Promise.all([disable(others[0], others[1]), disable(others[1], others[0])]);
      // The later one may find that it is no administrator any more.
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      await accounts.roles.setRoles(null, root.id, ['user', 'admin'], from(''));
      for (const { id } of others) {
        const etag = await etagOf({ id });
        if ((await call(`GET /auth/users/${id}`)).body.disabledAt === null) {
          expect((await call(`PUT /auth/users/${id}/disabled`, { disabled: true }, etag)).status).toBe(200);
        }
      }
    }
  });

  it('are counted on as administrators still where a change of them came too late', async () => {
    const other = await accounts.person('counted', 'admin');
    const etag = await etagOf(other);
    // Between the read of the change and its write the name changes.
    const { store } = accounts.roles as unknown as { store: { change(...input: unknown[]): Promise<unknown> } };
    const change = store.change.bind(store);
    const spy = jest.spyOn(store, 'change').mockImplementationOnce(async (...input) => {
      await accounts.users.changeProfile(other.id, { name: 'Renamed' }, from(''));
      return change(...input);
    });
    const late = await call(`PUT /auth/users/${other.id}/roles`, { roles: ['user'] }, etag);
    spy.mockRestore();
    expect(late).toMatchObject(problem(412, 'if_match_failed'));
    // So root can go, and then the other one cannot.
    await accounts.roles.setRoles(null, root.id, ['user'], from(''));
    const last = accounts.roles.setRoles(null, other.id, ['user'], from(''));
    await expect(last).rejects.toMatchObject({ code: 'last_administrator' });
    await accounts.roles.setRoles(null, root.id, ['user', 'admin'], from(''));
  });

  it('get a random password, shown once and recorded nowhere', async () => {
    const user = await someone();
    const path = `POST /auth/users/${user.id}/password-reset`;
    const { status, headers, body } = await call(path, undefined, '"1"');
    expect([status, headers['etag'], headers['cache-control']]).toEqual([200, '"2"', 'no-store']);
    expect(body).toEqual({ username: user.username, password: expect.stringMatching(/^[\w-]{24}$/) });
    expect(await signIn(user.username)).toBe('invalid_credentials');
    expect(await signIn(user.username, body.password)).toBe('in');
    expect(accounts.audited.filter(({ event }) => event === 'password_reset').at(-1)).toMatchObject({
      outcome: 'success',
      actor: root.id,
      subject: user.id,
    });
    expect(JSON.stringify(accounts.audited)).not.toContain(body.password);
    const answers = await Promise.all(Array.from({ length: 5 }, () => call(path, undefined, '"2"')));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412, 412, 412, 412]);
    expect((await call(`POST /auth/users/${unknownId}/password-reset`, undefined, '"1"')).status).toBe(404);
  });

  it('answer 404 to a session that is not theirs', async () => {
    const user = await someone();
    for (const session of ['nothing', 'x'.repeat(100)]) {
      const answer = await call(`DELETE /auth/users/${user.id}/sessions/${session}`, undefined, '"1"');
      expect(answer).toMatchObject(problem(404, 'session_not_found'));
    }
    expect((await call(`DELETE /auth/users/${user.id}/sessions/x`)).status).toBe(428);
    expect((await call(`DELETE /auth/users/${unknownId}/sessions/x`, undefined, '"1"')).status).toBe(404);
  });

  describe('are searched by the beginning of their usernames', () => {
    const search = async (text: string, more = '') => call(`GET /auth/users?search=${encodeURIComponent(text)}${more}`);
    const names = async (text: string, more = '') =>
      ((await search(text, more)).body.items as User[]).map(({ username }) => username);
    beforeAll(async () => {
      for (const username of ['Zora', 'zorro', 'zo.e', 'zoe', 'straße', 'Ζωή']) await accounts.person(username);
    });

    it.each<[string, string[]]>([
      ['zo', ['zo.e', 'zoe', 'Zora', 'zorro']],
      ['ZO', ['zo.e', 'zoe', 'Zora', 'zorro']],
      ['ｚｏ', ['zo.e', 'zoe', 'Zora', 'zorro']],
      [' zor ', ['Zora', 'zorro']],
      ['zo.', ['zo.e']],
      ['zoe', ['zoe']],
      ['zoer', []],
      ['stras', ['straße']],
      ['ζω', ['Ζωή']],
      ...['*', '%', 'z*', 'z%', '_', '.', '..', 'zo..', "' OR 1=1", 'z\u0000', 'z\u200b', '\u202e', '𓀀'].map(
        (odd): [string, string[]] => [odd, []],
      ),
      ['z'.repeat(65), []],
      ['\ufdfa'.repeat(200), []],
    ])('%j', async (text, expected) => {
      expect(await names(text)).toEqual(expected);
    });

    it.each(['%ED%A0%80', '%C0%AF', 'z%FF'])('%s, which is not UTF-8', async (text) => {
      expect((await call(`GET /auth/users?search=${text}`)).body.items).toEqual([]);
    });

    it('which a blank text does not limit', async () => {
      const everyone = await names('', '&limit=100');
      expect(everyone.length).toBeGreaterThan(6);
      expect(await names('  ', '&limit=100')).toEqual(everyone);
    });

    it('of at most 256 characters', async () => {
      expect((await search('z'.repeat(257))).status).toBe(400);
      expect((await search('z'.repeat(10_000))).status).toBe(400);
      expect((await call('GET /auth/users?search=a&search=b')).status).toBe(400);
      expect((await call('GET /auth/users?search[begins_with]=a')).status).toBe(400);
    });

    it('page by page, with a cursor of the same search', async () => {
      const { body } = await search('zo', '&limit=3');
      expect(body.items).toHaveLength(3);
      expect(await names('zo', `&limit=3&cursor=${body.next}`)).toEqual(['zorro']);
      for (const text of ['stras', '*']) {
        expect((await search(text, `&cursor=${body.next}`)).status).toBe(text === '*' ? 200 : 400);
      }
    });
  });
});
