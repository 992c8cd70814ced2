import { tableName } from '@gatehouse/dynamodb';
import { describeStoreContract } from '@gatehouse/dynamodb/testing';
import { card } from '../card';
import { type KmsServer, startKmsServer } from '../testing/kms-server';
import { KmsSigningKeys } from './kms-signing-keys';

const tables = card.tables.filter(({ name }) => name === 'oidc');

describeStoreContract('Signing keys in KMS', tables, (context) => {
  let kms: KmsServer;
  beforeAll(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    kms = await startKmsServer();
  });
  afterAll(() => kms.stop());
  const keysOf = (...arns: string[]) =>
    new KmsSigningKeys(context.client, tableName(context.prefix, 'oidc'), arns, 7_200_000, kms.endpoint);

  it('enters declared keys once, however many processes start at the same time', async () => {
    const [first, second] = [kms.createKey(), kms.createKey(3072)];
    const books = await Promise.all(Array.from({ length: 8 }, () => keysOf(first, second).all()));
    const times = books.map((book) => book.map(({ kid, activeFrom }) => [kid, activeFrom]));
    expect(new Set(times.map((time) => JSON.stringify(time))).size).toBe(1);
    const [[, active] = [], [, later] = []] = times[0] ?? [];
    expect(active).toBe(0);
    expect(Number(later)).toBeGreaterThan(Date.now() + 7_000_000);
    // Added to the declaration later: published first.
    const third = kms.createKey();
    const after = await keysOf(first, second, third).all();
    expect(after).toHaveLength(3);
    expect(after[2]?.activeFrom).toBeGreaterThan(Date.now());

    const keys = keysOf(first, second, third);
    const [{ kid = '' } = {}] = after;
    expect(await keys.revoke(kid)).toBe(true);
    expect((await keysOf(first).all()).find((key) => key.kid === kid)?.revokedAt).toBeLessThanOrEqual(Date.now());
    const fourth = kms.createKey();
    const added = await keys.add(Date.now(), fourth);
    await expect(keys.add(Date.now(), fourth)).rejects.toThrow('in use');
    await keys.remove([added, kid]);
    const kids = (await keysOf(first).all()).map((key) => key.kid);
    expect(kids).not.toContain(added);
    expect(kids).toContain(kid);
  }, 60_000);

  it('refuses keys that cannot sign RS256 as agreed', async () => {
    await expect(keysOf(kms.createKey(4096)).all()).rejects.toThrow('2048 or 3072');
    await expect(keysOf('arn:aws:kms:eu-central-1:111122223333:key/missing').all()).rejects.toThrow('no such key');
  }, 60_000);
});
