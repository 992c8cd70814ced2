import { randomUUID } from 'node:crypto';
import { tableName } from '@gatehouse/dynamodb';
import { describeStoreContract } from '@gatehouse/dynamodb/testing';
import { card } from '../card';
import { DynamoDbFailuresStore } from './dynamodb-failures.store';
import { DynamoDbKnownDeviceStore } from './dynamodb-known-device.store';
import { KnownDevices } from './known-devices.service';
import { type Subject, ThrottleService } from './throttle.service';

const minute = 60_000;

const tables = card.tables.filter(({ name }) => name === 'throttling');

describeStoreContract('throttling', tables, (context) => {
  let store: DynamoDbFailuresStore;
  let replicas: [ThrottleService, ThrottleService];
  let devices: KnownDevices;
  beforeAll(() => {
    const nameOf = (table: string) => tableName(context.prefix, table);
    store = new DynamoDbFailuresStore(context.client, nameOf);
    replicas = [new ThrottleService(store), new ThrottleService(new DynamoDbFailuresStore(context.client, nameOf))];
    devices = new KnownDevices(new DynamoDbKnownDeviceStore(context.client, nameOf));
  });
  afterEach(() => jest.restoreAllMocks());

  const subject = (free = 3): Subject => ({
    key: randomUUID(),
    limit: { free, forgetAfter: 15 * minute, firstDelay: 10_000, longestDelay: 15 * minute },
  });
  const later = (milliseconds: number) => {
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + milliseconds);
  };

  it('counts failures of all replicas together, and says when to come back', async () => {
    const one = subject();
    for (let i = 0; i < 3; i++) {
      const replica = replicas[i % 2] as ThrottleService;
      await replica.fail(await replica.begin(one));
    }
    await replicas[0].check([one]);
    await replicas[0].fail(await replicas[0].begin(one));
    for (const replica of replicas) {
      await expect(replica.check([subject(), one])).rejects.toMatchObject({ retryAfter: 10 });
      await expect(replica.begin(one)).rejects.toMatchObject({ code: 'too_many_attempts' });
    }
  });

  it('lets one of 50 racing attempts go on once the free ones are used up', async () => {
    const one = subject(1);
    await replicas[0].add(one);
    const attempts = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => (replicas[i % 2] as ThrottleService).begin(one)),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason.code] : []));
    expect(new Set(refused)).toEqual(new Set(['too_many_attempts']));
  });

  it('loses no failure when 8 are counted at once', async () => {
    const one = subject(100);
    await Promise.all(Array.from({ length: 8 }, (_, i) => (replicas[i % 2] as ThrottleService).add(one)));
    const { failures } = await store.read(one.key);
    expect(failures?.count).toBe(8);
  });

  it('makes the wait grow, and forgets with time', async () => {
    const one = subject(1);
    await replicas[0].add(one);
    await replicas[0].add(one);
    await expect(replicas[0].check([one])).rejects.toMatchObject({ retryAfter: 10 });
    later(11_000);
    await replicas[0].fail(await replicas[0].begin(one));
    await expect(replicas[0].check([one])).rejects.toMatchObject({ retryAfter: 20 });
    // The item is still there: no sweeper is needed for it to mean nothing any more.
    later(60 * minute);
    expect(await replicas[0].begin(one)).toMatchObject({ counted: false });
  });

  it('forgets what was before a success, but not what failed during it', async () => {
    const one = subject(2);
    await replicas[0].add(one);
    const success = await replicas[0].begin(one);
    await replicas[1].add(one);
    await replicas[0].succeed(success);
    expect((await store.read(one.key)).failures?.count).toBe(2);
    await replicas[0].succeed(await replicas[0].begin(one));
    await replicas[0].check([one]);
    expect(await store.read(one.key)).toEqual({ key: one.key });
  });

  it('writes nothing for attempts that succeed', async () => {
    const one = subject();
    await replicas[0].succeed(await replicas[0].begin(one));
    expect(await store.read(one.key)).toEqual({ key: one.key });
  });

  describe('known devices', () => {
    it('are known for the account that signed in on them, until they expire', async () => {
      const token = await devices.remember(undefined, 'ada');
      expect(await devices.isKnown(token, 'ada')).toBe(true);
      expect(await devices.isKnown(token, 'grace')).toBe(false);
      expect(await devices.isKnown(token, undefined)).toBe(false);
      expect(await devices.remember(token, 'grace')).toBe(token);
      expect(await devices.isKnown(token, 'grace')).toBe(true);
      later(181 * 24 * 60 * minute);
      expect(await devices.isKnown(token, 'ada')).toBe(false);
    });

    it.each([undefined, '', 'x', 'x'.repeat(5000), '../../failures'])('do not take %j for a token', async (token) => {
      expect(await devices.isKnown(token, 'ada')).toBe(false);
      expect(await devices.remember(token, 'ada')).toMatch(/^[\w-]{43}$/);
    });
  });
});
