import { type Accounts, from, goodPassword, startAccounts } from '../testing/accounts';
import { describeAdministration } from '../testing/administration';
import { type User } from '../users/user';

interface Entry {
  readonly id: string;
  readonly event: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly subject: string | null;
  readonly count: number;
}

describe('/auth/audit', () => {
  let accounts: Accounts;
  let root: User;
  let ada: User;
  beforeAll(async () => {
    accounts = await startAccounts();
    root = await accounts.person('root', 'admin', 'user');
    ada = await accounts.person('ada');
  });
  afterAll(() => accounts.stop());

  const list = async (query = '') => accounts.call(`GET /auth/audit${query}`, { token: accounts.tokenOf(root) });
  const items = async (query = '') => (await list(query)).body.items as Entry[];

  const request = async () => ({ path: '/auth/audit' });
  describeAdministration('GET', { method: 'GET', scope: 'audit:read', request }, () => ({ accounts, root }));

  it('lists what happened, newest first, with who is meant', async () => {
    await accounts.roles.setRoles(
      root.id,
      ada.id,
      ['user', 'moderator'],
      from('192.0.2.9', { userAgent: 'a browser' }),
    );
    const { status, headers, body } = await list('?limit=1');
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body.items).toEqual([
      {
        id: expect.any(String),
        time: expect.any(String),
        event: 'role_change',
        outcome: 'success',
        reason: null,
        actor: root.id,
        subject: ada.id,
        clientId: null,
        address: '192.0.2.9',
        userAgent: 'a browser',
        requestId: 'test',
        details: { before: ['user'], after: ['user', 'moderator'] },
        count: 1,
        lastTime: body.items[0].time,
      },
    ]);
    expect(body.usernames).toEqual({ [root.id]: 'root', [ada.id]: 'ada' });
  });

  it('lists every event once, page by page', async () => {
    const everything = await items('?limit=100');
    expect(everything.length).toBeGreaterThan(5);
    const paged: Entry[] = [];
    let cursor: string | null = '';
    do {
      const { body } = await list(`?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...(body.items as Entry[]));
      cursor = body.next as string | null;
    } while (cursor !== null);
    expect(paged).toEqual(everything);
  });

  it('lists what a user did and what was done to them', async () => {
    await accounts.users.authenticate('ada', goodPassword, from('192.0.2.3'));
    const own = await items(`?user=${ada.id}&limit=100`);
    expect(own.map(({ event }) => event)).toEqual(expect.arrayContaining(['sign_up', 'sign_in', 'role_change']));
    expect(own.every(({ actor, subject }) => [actor, subject].includes(ada.id))).toBe(true);
    expect((await items('?user=operator')).every(({ actor }) => actor === 'operator')).toBe(true);
    expect(await items('?user=0b9a1f0e-5d0c-4f7b-8a52-6f1f3a2b7c11')).toEqual([]);
  });

  it('makes one entry of many failures of one account, with their number', async () => {
    const grace = await accounts.person('grace');
    for (let i = 0; i < 4; i++) {
      await accounts.users.authenticate('grace', 'a wrong password', from('192.0.2.4')).catch(() => undefined);
    }
    const failures = (await items(`?user=${grace.id}`)).filter(({ outcome }) => outcome === 'failure');
    expect(failures).toMatchObject([{ event: 'sign_in', reason: 'invalid_credentials', subject: grace.id, count: 4 }]);
  });

  it('holds no secret', async () => {
    const canary = 'canary-0123456789abcdef-secret';
    await accounts.users.authenticate(canary, canary, from('192.0.2.5', { device: canary })).catch(() => undefined);
    await accounts.users
      .changePassword(ada.id, { currentPassword: canary, newPassword: canary }, from(''))
      .catch(() => undefined);
    const etag = String(
      (await accounts.call(`GET /auth/users/${ada.id}`, { token: accounts.tokenOf(root) })).headers['etag'],
    );
    const headers = { 'if-match': etag };
    const reset = await accounts.call(`POST /auth/users/${ada.id}/password-reset`, {
      token: accounts.tokenOf(root),
      headers,
    });
    const client = await accounts.call('POST /auth/clients', {
      token: accounts.tokenOf(root),
      body: { name: 'Job', kind: 'service' },
    });
    const text = JSON.stringify((await list('?limit=100')).body);
    expect(text).toContain('password_reset');
    expect(text).toContain(client.body.id);
    for (const secret of [canary, goodPassword, reset.body.password, client.body.secret])
      expect(text).not.toContain(secret);
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=1e1',
    'cursor=',
    'cursor=x',
    `cursor=${'A'.repeat(5000)}`,
    `cursor=${Buffer.from('2026-11-27T10:00:00.000Z').toString('base64url')}`,
    `cursor=${Buffer.from('~').toString('base64url')}`,
    `cursor=${Buffer.from('2026-11-27T10:00:00.000Z-00000000000g').toString('base64url')}`,
    `cursor=${Buffer.from('{"shard":"0"}').toString('base64url')}`,
    `cursor=${Buffer.from('2026-11-27T10:00:00.000Z-000000000000').toString('base64url')}=`,
    `cursor=${Buffer.from('2026-11-27T10:00:00.000Z-000000000000').toString('base64url')}%0A`,
    'user=',
    'user=root',
    'user=user%23x',
    'user=a&user=b',
    'user[$ne]=x',
    'event=sign_in',
  ])('refuses ?%s', async (query) => {
    expect((await list(`?${query}`)).status).toBe(400);
  });

  it('takes a cursor for nothing more than a place in the list', async () => {
    const cursorAt = (id: string) => Buffer.from(id).toString('base64url');
    const everything = await items('?limit=100');
    expect(await items(`?limit=100&cursor=${cursorAt('9999-12-31T23:59:59.999Z-zzzzffffffff')}`)).toEqual(everything);
    expect(await items(`?cursor=${cursorAt('0000-01-01T00:00:00.000Z-000000000000')}`)).toEqual([]);
    const own = await items(`?user=${ada.id}&cursor=${cursorAt('9999-12-31T23:59:59.999Z-zzzzffffffff')}`);
    expect(own.every(({ actor, subject }) => [actor, subject].includes(ada.id))).toBe(true);
  });
});
