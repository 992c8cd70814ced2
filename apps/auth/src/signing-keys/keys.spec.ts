import { runAdmin } from '../admin/admin';
import { type Accounts, startAccounts } from '../testing/accounts';
import { describeAdministration } from '../testing/administration';
import { type User } from '../users/user';

describe('/auth/keys', () => {
  let accounts: Accounts;
  let root: User;
  beforeAll(async () => {
    accounts = await startAccounts();
    root = await accounts.person('root', 'admin', 'user');
  });
  afterAll(() => accounts.stop());

  const request = async () => ({ path: '/auth/keys' });
  describeAdministration('GET', { method: 'GET', scope: 'keys:read', request }, () => ({ accounts, root }));

  it('lists states and times of the keys, and nothing that signs', async () => {
    const list = async () => accounts.call('GET /auth/keys', { token: accounts.tokenOf(root) });
    const first = await list();
    const never = { activeUntil: null, publishedUntil: null, revokedAt: null };
    const kid = expect.any(String) as string;
    expect(first.body).toEqual({ items: [{ kid, alg: 'RS256', state: 'active', activeFrom: null, ...never }] });
    await runAdmin(accounts.app, ['keys', 'rotate']);
    const { items } = (await list()).body as { items: Record<string, string>[] };
    expect(items).toEqual([
      { ...first.body.items[0], activeUntil: items[1]?.['activeFrom'], publishedUntil: expect.any(String) },
      { kid, alg: 'RS256', state: 'published', activeFrom: expect.any(String), ...never },
    ]);
    // An ID token of an hour, in a cache of two.
    const [from = '', until = ''] = [items[0]?.['activeUntil'], items[0]?.['publishedUntil']];
    expect(Date.parse(until) - Date.parse(from)).toBe(3 * 3600 * 1000);
    await runAdmin(accounts.app, ['keys', 'revoke', items[0]?.['kid'] ?? '']);
    const revoked = (await list()).body as { items: Record<string, string>[] };
    expect(revoked.items).toMatchObject([
      { state: 'gone', revokedAt: expect.any(String), publishedUntil: revoked.items[0]?.['revokedAt'] },
      { state: 'active' },
    ]);
  });
});
