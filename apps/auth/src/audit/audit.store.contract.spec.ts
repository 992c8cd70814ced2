import { tableName } from '@gatehouse/dynamodb';
import { describeStoreContract } from '@gatehouse/dynamodb/testing';
import { card } from '../card';
import { type AuditEntry, entryOf } from './audit-entry';
import { type AuditQuery } from './audit.store';
import { DynamoDbAuditStore } from './dynamodb-audit.store';

const tables = card.tables.filter(({ name }) => name === 'audit');
const day = 24 * 60 * 60 * 1000;

describeStoreContract('the audit store', tables, (context) => {
  let store: DynamoDbAuditStore;
  const entries: AuditEntry[] = [];
  const put = async (actor: string | undefined, subject: string | undefined, time: number, details = {}) => {
    const entry = entryOf(
      { event: 'role_change', outcome: 'success', actor, subject, details, context: { address: '', requestId: 'r' } },
      time,
    );
    await store.put(entry);
    return entry;
  };
  const all = async (query: Omit<AuditQuery, 'limit'> = {}, limit = 7) => {
    const ids: string[] = [];
    let before: string | undefined;
    do {
      const page = await store.list({ ...query, limit, before });
      expect(page.entries.length).toBeLessThanOrEqual(limit);
      ids.push(...page.entries.map(({ id }) => id));
      before = page.next;
    } while (before !== undefined);
    return ids;
  };
  const newestFirst = (own: readonly AuditEntry[]) =>
    own
      .map(({ id }) => id)
      .toSorted()
      .toReversed();

  beforeAll(async () => {
    store = new DynamoDbAuditStore(context.client, tableName(context.prefix, 'audit'), 90);
    const now = Date.now();
    for (let i = 0; i < 50; i++)
      entries.push(await put(i % 3 ? 'ada' : 'root', i % 5 ? 'grace' : 'ada', now - i * 1000));
  }, 60_000);
  afterEach(() => jest.restoreAllMocks());

  it('lists entries from new to old, page by page, each once', async () => {
    for (const limit of [1, 7, 49, 50, 51]) expect(await all({}, limit)).toEqual(newestFirst(entries));
  });

  it('lists what a user did and what was done to them, each once', async () => {
    const own = entries.filter(({ actor, subject }) => actor === 'ada' || subject === 'ada');
    expect(own.some(({ actor, subject }) => actor === subject)).toBe(true);
    expect(await all({ user: 'ada' })).toEqual(newestFirst(own));
    expect(await all({ user: 'nobody' })).toEqual([]);
  });

  it('gives back what it was given, and the last count of an entry', async () => {
    const entry = await put('ada', undefined, Date.now() + 1000, {
      before: ['user'],
      nested: { list: [], none: null },
    });
    const { actor, details, count, ...rest } = entry;
    await store.put({ ...entry, count: 2 });
    const { entries: page } = await store.list({ limit: 1 });
    expect(page).toEqual([{ ...JSON.parse(JSON.stringify(rest)), actor, details, count: 2 }]);
    expect(count).toBe(1);
    entries.push(entry);
  });

  it('does not list what has expired, swept or not', async () => {
    const old = await put('old', 'old', Date.now() - 90 * day - 1000);
    const young = await put('old', 'old', Date.now() - 90 * day + 60_000);
    expect(await all({ user: 'old' })).toEqual([young.id]);
    expect(await all()).not.toContain(old.id);
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + 91 * day);
    expect(await all({ user: 'old' })).toEqual([]);
    expect(await all()).toEqual([]);
    // Written when entries were kept for less time.
    jest.restoreAllMocks();
    const brief = new DynamoDbAuditStore(context.client, tableName(context.prefix, 'audit'), 1);
    await brief.put(
      entryOf(
        { event: 'logout', outcome: 'success', subject: 'brief', context: { address: '', requestId: '' } },
        now - 2 * day,
      ),
    );
    expect(await all({ user: 'brief' })).toEqual([]);
  });
});
