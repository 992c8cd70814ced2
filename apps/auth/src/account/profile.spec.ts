import { protectedRouteCases, tokenFor } from '@gatehouse/auth/testing';
import { webClientId } from '../first-party/first-party';
import { type Accounts, from, goodPassword, startAccounts } from '../testing/accounts';
import { type User } from '../users/user';

const newPassword = 'eleven quiet harbours';

describe('/auth/me', () => {
  let accounts: Accounts;
  let ada: User;
  beforeAll(async () => {
    accounts = await startAccounts();
    ada = await accounts.users.signUp(
      { username: 'ada', name: 'Ada', email: 'ada@example.com', password: goodPassword },
      from('192.0.2.1'),
    );
  });
  afterAll(() => accounts.stop());

  describe.each([
    ['GET', '/auth/me', undefined],
    ['PATCH', '/auth/me', { name: 'Ada' }],
  ])('%s %s', (method, path, body) => {
    const route = {
      service: () => ({ url: accounts.url, issuer: accounts.issuer }),
      request: () => ({ method, path, body }),
      // Any role will do, also one that no code knows.
      demands: {},
      get caller() {
        return { subject: ada.id, clientId: webClientId, roles: ['support'] };
      },
    };
    let cases: ReturnType<typeof protectedRouteCases> = [];
    it('passes the cases of every protected route', async () => {
      cases = protectedRouteCases(route);
      expect(cases.length).toBeGreaterThan(5);
      for (const { run } of cases) await run();
    }, 30_000);
  });

  it.each([
    ['GET /auth/me', undefined],
    ['PATCH /auth/me', { name: 'Mallory', email: 'mallory@example.com' }],
    ['PUT /auth/me/password', { currentPassword: goodPassword, newPassword }],
  ])('refuses %s to another client that the person lets read messages', async (route, body) => {
    const token = tokenFor(accounts.issuer, {
      subject: ada.id,
      clientId: 'some-other-client',
      scopes: ['messages:read'],
      roles: ['user'],
    });
    const answer = await accounts.call(route, { token, body });
    expect(answer).toMatchObject({ status: 403, body: { type: 'urn:gatehouse:problem:not_first_party' } });
  });

  it.each(['GET /auth/me', 'PATCH /auth/me', 'PUT /auth/me/password'])(
    'refuses %s to a client that acts on its own behalf, whatever roles its token claims',
    async (route) => {
      const subject = 'a-service';
      for (const roles of [[], ['user', 'admin']]) {
        const token = tokenFor(accounts.issuer, { subject, clientId: subject, scopes: ['messages:read'], roles });
        expect(await accounts.call(route, { token })).toMatchObject({
          status: 403,
          body: { type: 'urn:gatehouse:problem:not_first_party' },
        });
      }
    },
  );

  it('tells the profile, from the store and not from the token', async () => {
    const { status, body } = await accounts.call('GET /auth/me', {
      token: accounts.tokenOf({ ...ada, username: 'an older one', roles: ['admin'] }),
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: ada.id,
      username: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
      roles: ['user'],
      createdAt: ada.createdAt,
    });
  });

  it('answers 404 to the token of an account that is not there', async () => {
    const { status } = await accounts.call('GET /auth/me', { token: accounts.tokenOf({ ...ada, id: 'gone' }) });
    expect(status).toBe(404);
  });

  it('changes name and e-mail address, and removes the address', async () => {
    const token = accounts.tokenOf(ada);
    const renamed = await accounts.call('PATCH /auth/me', {
      token,
      body: { name: ' Ada King ', email: 'king@example.com' },
    });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Ada King', email: 'king@example.com' } });
    const removed = await accounts.call('PATCH /auth/me', { token, body: { email: null } });
    expect(removed.status).toBe(200);
    expect(removed.body).toEqual({ ...renamed.body, email: undefined });
    expect(accounts.audited.at(-1)).toMatchObject({
      event: 'profile_change',
      actor: ada.id,
      details: { fields: ['email'] },
      context: {
        clientId: webClientId,
        requestId: expect.stringMatching(/./),
        address: expect.stringContaining('127.0.0.1'),
      },
    });
  });

  it('loses none of many changes that come at once', async () => {
    const token = accounts.tokenOf(ada);
    const [a, b] = await Promise.all([
      accounts.call('PATCH /auth/me', { token, body: { name: 'Countess' } }),
      accounts.call('PATCH /auth/me', { token, body: { email: 'countess@example.com' } }),
    ]);
    expect([a.status, b.status]).toEqual([200, 200]);
    const { body } = await accounts.call('GET /auth/me', { token });
    expect(body).toMatchObject({ name: 'Countess', email: 'countess@example.com' });
  });

  it.each([
    [{ roles: ['admin'] }, '#/roles'],
    [{ username: 'root' }, '#/username'],
    [{ name: null }, '#/name'],
    [{ email: 'nobody' }, '#/email'],
    [{}, '#'],
  ])('refuses %j', async (body, pointer) => {
    const answer = await accounts.call('PATCH /auth/me', { token: accounts.tokenOf(ada), body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual({ pointer, detail: expect.any(String) });
  });

  describe('PUT /auth/me/password', () => {
    const change = (user: User, currentPassword: string, password: string) =>
      accounts.call('PUT /auth/me/password', {
        token: accounts.tokenOf(user),
        body: { currentPassword, newPassword: password },
      });
    const signIn = (username: string, password: string) =>
      accounts.users.authenticate(username, password, from('192.0.2.2')).then(
        () => 'in',
        (error: { code: string }) => error.code,
      );

    it('changes the password for who knows the current one', async () => {
      const user = await accounts.person('changer');
      expect((await change(user, goodPassword, newPassword)).status).toBe(204);
      expect(await signIn('changer', goodPassword)).toBe('invalid_credentials');
      expect(await signIn('changer', newPassword)).toBe('in');
      const changed = await accounts.users.findById(user.id);
      expect(Date.parse(changed?.passwordChangedAt ?? '')).toBeGreaterThan(Date.parse(user.passwordChangedAt));
      expect(accounts.audited.filter(({ event }) => event === 'password_change')).toMatchObject([
        { outcome: 'success', actor: user.id, subject: user.id },
      ]);
    });

    it('refuses a wrong one, and makes who guesses wait without locking the owner out', async () => {
      const user = await accounts.person('guarded');
      const statuses = [];
      for (let i = 0; i < 7; i++) statuses.push((await change(user, 'a wrong password', newPassword)).status);
      expect(statuses).toEqual([403, 403, 403, 403, 403, 403, 429]);
      const { status, headers, body } = await change(user, goodPassword, newPassword);
      expect(status).toBe(429);
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(body.type).toBe('urn:gatehouse:problem:too_many_attempts');
      expect(await signIn('guarded', goodPassword)).toBe('in');
    });

    it.each([
      ['is too short', 'short'],
      ['is common', 'password1234'],
      ['is the username', 'chooser.of.bad.ones'],
      ['is the current one', goodPassword],
    ])('refuses a new password that %s', async (_what, password) => {
      const user =
        (await accounts.users.findByUsername('chooser.of.bad.ones')) ?? (await accounts.person('chooser.of.bad.ones'));
      const { status, body } = await change(user, goodPassword, password);
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ pointer: '#/newPassword' }]);
    });

    it('lets one of two changes at once win, and says so to the other', async () => {
      const user = await accounts.person('twice');
      const answers = await Promise.all([
        change(user, goodPassword, 'the first new password'),
        change(user, goodPassword, 'the second new password'),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    });
  });
});
