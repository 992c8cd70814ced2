import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { builtInRoles, emptyRegistry, type Registry } from './registry';
import { RegistryCache, registryFreshness, registryGrace } from './registry-cache';
import { api } from './testing/apis';

describe('RegistryCache', () => {
  let now: number;
  let stored: Registry;
  let failure: Error | undefined;
  let reads: number;
  let cache: RegistryCache;
  beforeEach(() => {
    now = 1_000_000;
    stored = { version: 1, apis: [api('orders', [])], roles: builtInRoles };
    failure = undefined;
    reads = 0;
    const read = async () => {
      reads++;
      await Promise.resolve();
      if (failure) throw failure;
      return stored;
    };
    cache = new RegistryCache({ read }, () => now);
  });
  const outage = () => (failure = new StoreUnavailableError(1));

  it('reads once for many requests at once, and again after 5 seconds', async () => {
    expect(registryFreshness).toBe(5000);
    await Promise.all(Array.from({ length: 100 }, () => cache.current()));
    now += registryFreshness - 1;
    await cache.current();
    expect(reads).toBe(1);
    stored = { ...stored, version: 2 };
    now += 1;
    const seen = await Promise.all(Array.from({ length: 100 }, () => cache.current()));
    expect(new Set(seen.map(({ version }) => version))).toEqual(new Set([2]));
    expect(reads).toBe(2);
  });

  it('reads at once for a role that it does not know, and not for one that it knows', async () => {
    await cache.current();
    stored = { ...stored, version: 2, roles: [...builtInRoles, { name: 'clerk', description: 'New.' }] };
    expect(await cache.knowing(['user', 'admin'])).toMatchObject({ version: 1 });
    expect(await cache.knowing(['user', 'clerk'])).toMatchObject({ version: 2 });
    expect(await cache.knowing(['clerk'])).toMatchObject({ version: 2 });
    expect(reads).toBe(2);
    outage();
    expect(await cache.knowing(['gone'])).toMatchObject({ version: 2 });
  });

  it('fails at once where nothing was ever read', async () => {
    outage();
    await expect(cache.current()).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  it('keeps the last registry for 5 minutes of an outage, and then fails closed', async () => {
    await cache.current();
    outage();
    now += registryGrace;
    expect((await cache.current()).version).toBe(1);
    now += 1;
    await expect(cache.current()).rejects.toBeInstanceOf(StoreUnavailableError);
    failure = undefined;
    expect((await cache.current()).version).toBe(1);
  });

  it('asks a failing store once a second, not for every request', async () => {
    await cache.current();
    outage();
    now += registryFreshness;
    for (let i = 0; i < 50; i++) await cache.current();
    expect(reads).toBe(2);
    now += 1000;
    await cache.current();
    expect(reads).toBe(3);
  });

  it('treats a malformed item like an outage', async () => {
    await cache.current();
    failure = new Error('malformed');
    now += registryFreshness;
    expect((await cache.current()).version).toBe(1);
    now += registryGrace;
    await expect(cache.current()).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  it('knows an empty registry, too', async () => {
    stored = emptyRegistry;
    expect(await cache.current()).toBe(emptyRegistry);
    expect(await cache.current()).toBe(emptyRegistry);
    expect(reads).toBe(1);
  });
});
