import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { StoreUnavailableError, tableName } from '@gatehouse/dynamodb';
import { describeStoreContract } from '@gatehouse/dynamodb/testing';
import { card } from '../card';
import { DynamoDbUserStore } from './dynamodb-user.store';
import { type UserRecord } from './user';
import { type NewUser } from './user.store';

const minute = 60_000;

function newUser(canonicalUsername: string, signUpKey?: string, roles: readonly string[] = ['user']): NewUser {
  const now = new Date().toISOString();
  const user: UserRecord = {
    id: randomUUID(),
    username: canonicalUsername.toUpperCase(),
    name: 'Name',
    email: 'name@example.com',
    roles,
    createdAt: now,
    passwordChangedAt: now,
    rolesChangedAt: now,
    version: 1,
    passwordHash: `hash of ${randomUUID()}`,
  };
  return { user, canonicalUsername, signUpKey };
}

const tables = card.tables.filter(({ name }) => name === 'users');

describeStoreContract('the user store', tables, (context) => {
  let store: DynamoDbUserStore;
  beforeAll(() => {
    store = new DynamoDbUserStore(context.client, (table) => tableName(context.prefix, table));
  });
  afterEach(() => jest.restoreAllMocks());

  const item = (pk: string) => ({ TableName: tableName(context.prefix, 'users'), Key: { pk } });
  const added = async (...parameters: Parameters<typeof newUser>): Promise<UserRecord> => {
    const user = await store.add(newUser(...parameters));
    if (!user) throw new Error('not added');
    return user;
  };
  /** What a sign-up leaves that died after its first write. */
  const halfAdded = async (canonicalUsername: string, signUpKey?: string): Promise<UserRecord> => {
    const user = await added(canonicalUsername, signUpKey);
    await context.client.send(new DeleteCommand(item(`user#${user.id}`)));
    return user;
  };

  it('finds a user by id and by username', async () => {
    const user = await added('ada', 'key');
    expect(await store.findById(user.id)).toEqual(user);
    expect(await store.findByUsername('ada')).toEqual({ user, signUpKey: 'key' });
    expect(await store.findById(randomUUID())).toBeUndefined();
    expect(await store.findByUsername('nobody')).toBeUndefined();
  });

  it('forgets the key of a sign-up after a day', async () => {
    await added('forgetful', 'key');
    await context.client.send(
      new UpdateCommand({
        ...item('username#forgetful'),
        UpdateExpression: 'SET claimedAt = :time',
        ExpressionAttributeValues: { ':time': Date.now() - 24 * 60 * minute },
      }),
    );
    expect(await store.findByUsername('forgetful')).toMatchObject({ signUpKey: undefined });
  });

  it('disables and enables a user, and leaves nothing behind', async () => {
    const user = await added('lockable');
    const disabled = await store.change(user, { disabledAt: '2026-01-01T00:00:00.000Z' });
    expect(await store.findById(user.id)).toEqual({ ...disabled, disabledAt: '2026-01-01T00:00:00.000Z' });
    const enabled = await store.change(disabled ?? user, { disabledAt: null });
    expect(enabled).toEqual({ ...user, version: 3 });
    expect(Object.keys((await store.findById(user.id)) ?? {})).not.toContain('disabledAt');
  });

  it('removes a user whom nobody changed meanwhile, and frees the name for another', async () => {
    const user = await added('leaving');
    const changed = await store.change(user, { name: 'Changed' });
    expect(await store.remove(user)).toBe(false);
    expect(await store.findById(user.id)).toEqual(changed);
    expect(await store.remove(changed ?? user)).toBe(true);
    // Again, as after an answer that was lost.
    expect(await store.remove(changed ?? user)).toBe(true);
    expect(await store.findById(user.id)).toBeUndefined();
    expect(await store.change(changed ?? user, { name: 'back again' })).toBeUndefined();
    const next = await added('leaving');
    expect(await store.remove(changed ?? user)).toBe(true);
    expect(await store.findByUsername('leaving')).toMatchObject({ user: next });
  });

  it('gives a name to one of 200 that race for it, and keeps nothing of the others', async () => {
    const rivals = Array.from({ length: 200 }, () => newUser('race'));
    const results = await Promise.all(rivals.map((rival) => store.add(rival)));
    const winners = results.filter((result) => result !== undefined);
    expect(winners).toHaveLength(1);
    const found = await Promise.all(rivals.map(({ user }) => store.findById(user.id)));
    expect(found.filter((user) => user !== undefined)).toEqual(winners);
  }, 60_000);

  describe('after a sign-up that died between its two writes', () => {
    it('refuses the name for as long as that sign-up may be under way', async () => {
      await halfAdded('dead');
      expect(await store.findByUsername('dead')).toBeUndefined();
      expect(await store.add(newUser('dead'))).toBeUndefined();
    });

    it('gives the name to one of those who come after it', async () => {
      await halfAdded('late');
      const now = Date.now();
      jest.spyOn(Date, 'now').mockImplementation(() => now + 2 * minute);
      const results = await Promise.all(Array.from({ length: 20 }, () => store.add(newUser('late'))));
      expect(results.filter((result) => result !== undefined)).toHaveLength(1);
    });

    it('lets the same sign-up go on at once', async () => {
      const { id } = await halfAdded('same', 'its key');
      expect(await store.add(newUser('same', 'another key'))).toBeUndefined();
      const again = await store.add(newUser('same', 'its key'));
      expect(again).toMatchObject({ id });
      expect(await store.findByUsername('same')).toMatchObject({ user: again });
    });

    it('does not write a user whose claim may have been given up meanwhile', async () => {
      const now = Date.now();
      const rival = newUser('sleeper');
      let calls = 0;
      // The process sleeps after it has claimed the name.
      jest.spyOn(Date, 'now').mockImplementation(() => (calls++ === 0 ? now : now + minute));
      await expect(store.add(rival)).rejects.toBeInstanceOf(StoreUnavailableError);
      expect(await store.findById(rival.user.id)).toBeUndefined();
    });
  });

  it('changes a user once for each version', async () => {
    const user = await added('changed');
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.change(user, { name: `Name ${i}`, email: null })),
    );
    const [changed, ...more] = results.filter((result) => result !== undefined);
    expect(more).toEqual([]);
    expect(changed).toEqual({ ...user, email: undefined, name: changed?.name, version: 2 });
    expect(changed && 'email' in changed).toBe(false);
    expect(await store.findById(user.id)).toEqual(changed);
  });

  it('lists users in the order of usernames, page by page, without those half added', async () => {
    const names = ['list-c', 'list-a', 'list-e', 'list-b', 'list-d'];
    for (const name of names) await added(name);
    await halfAdded('list-bb');
    const listed: string[] = [];
    let after: string | undefined = 'list-';
    do {
      const { users, next } = await store.list(2, after);
      listed.push(...users.map(({ username }) => username));
      after = next;
    } while (after !== undefined);
    expect(listed.filter((username) => username.startsWith('LIST'))).toEqual([
      'LIST-A',
      'LIST-B',
      'LIST-C',
      'LIST-D',
      'LIST-E',
    ]);
  });

  it('lists no user for want of one', async () => {
    expect(await store.list(10, 'zzz')).toEqual({ users: [], next: undefined });
  });

  describe('the administrators', () => {
    beforeEach(async () => {
      await context.client.send(new DeleteCommand(item('administrators')));
    });
    const admin = () => added(`admin-${randomUUID()}`, undefined, ['user', 'admin']);
    const members = async () => {
      const { Item } = await context.client.send(new GetCommand({ ...item('administrators'), ConsistentRead: true }));
      return [...((Item?.['members'] as Set<string> | undefined) ?? [])].sort();
    };

    it('lets one of two go when both want to at once', async () => {
      for (let round = 0; round < 10; round++) {
        const [a, b] = [await admin(), await admin()];
        await context.client.send(new DeleteCommand(item('administrators')));
        await Promise.all([store.enlistAdministrator(a), store.enlistAdministrator(b)]);
        const gone = await Promise.all([store.dismissAdministrator(a), store.dismissAdministrator(b)]);
        expect(gone.filter(Boolean)).toHaveLength(1);
        expect(await members()).toHaveLength(1);
      }
    });

    it('keeps the only one, on the register or not', async () => {
      const [listed, unlisted] = [await admin(), await admin()];
      expect(await store.dismissAdministrator(unlisted)).toBe(false);
      await store.enlistAdministrator(listed);
      expect(await store.dismissAdministrator(listed)).toBe(false);
      expect(await store.dismissAdministrator(unlisted)).toBe(true);
      expect(await members()).toEqual([listed.id]);
    });

    it('does not let a late joining undo a leaving', async () => {
      const [stays, leaves] = [await admin(), await admin()];
      await store.enlistAdministrator(stays);
      // The promotion is written, its process sleeps, the demotion comes and goes.
      expect(await store.dismissAdministrator(leaves)).toBe(true);
      expect(await store.enlistAdministrator(leaves)).toBe(false);
      expect(await members()).toEqual([stays.id]);
      expect(await store.enlistAdministrator({ ...leaves, version: 3 })).toBe(true);
      expect(await members()).toEqual([stays.id, leaves.id].sort());
    });

    it('does not let a late leaving undo a joining', async () => {
      const [stays, back] = [await admin(), await admin()];
      await store.enlistAdministrator(stays);
      await store.enlistAdministrator({ ...back, version: 3 });
      await store.dismissAdministrator(back);
      expect(await members()).toEqual([stays.id, back.id].sort());
    });
  });
});
