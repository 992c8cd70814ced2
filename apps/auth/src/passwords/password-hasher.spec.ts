import { hashSync } from '@node-rs/argon2';
import { HashingBusyError } from './password.errors';
import { type Hashing, PasswordHasher } from './password-hasher';

function hasher(settings: { PASSWORD_THREADS: number; PASSWORD_QUEUE: number }): PasswordHasher {
  return new PasswordHasher({ get: (name: keyof typeof settings) => settings[name] } as never);
}

describe('PasswordHasher', () => {
  const passwords = hasher({ PASSWORD_THREADS: 1, PASSWORD_QUEUE: 20 });
  afterAll(() => passwords.onApplicationShutdown());

  let callers = 0;
  const inTurn = <T>(work: (hashing: Hashing) => Promise<T>) =>
    passwords.withPlace({ network: 'n', account: `${callers++}` }, (turn) => turn(work));
  const hash = (password: string) => inTurn((hashing) => hashing.hash(password));
  const verify = (phc: string | undefined, password: string) => inTurn((hashing) => hashing.verify(phc, password));

  it('hashes with argon2id, 19 MiB, 2 passes and a salt of its own', async () => {
    const [one, two] = await Promise.all([hash('the same password'), hash('the same password')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await verify(one, 'the same password')).toBe(true);
    expect(await verify(one, 'The same password')).toBe(false);
    expect(passwords.isOutdated(one)).toBe(false);
  });

  it('cuts nothing off', async () => {
    const long = await hash(`${'x'.repeat(255)}a`);
    expect(await verify(long, `${'x'.repeat(255)}b`)).toBe(false);
    const withNul = await hash('before\0after');
    expect(await verify(withNul, 'before\0other')).toBe(false);
  });

  it('takes a password in every Unicode form and with every space, but keeps compatibility forms apart', async () => {
    const phc = await hash('caf\u00e9 au lait');
    expect(await verify(phc, 'cafe\u0301\u00a0au\u3000lait')).toBe(true);
    expect(await verify(phc, 'ｃaf\u00e9 au lait')).toBe(false);
  });

  it('is never right without a hash', async () => {
    expect(await verify(undefined, '')).toBe(false);
    expect(await verify(undefined, 'any password')).toBe(false);
  });

  it('tells a hash of other parameters', () => {
    expect(passwords.isOutdated(hashSync('password', { memoryCost: 8192, timeCost: 2, parallelism: 1 }))).toBe(true);
  });

  it('refuses what finds no place in the queue, and nothing else', async () => {
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => hash('many at once')));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    // Two turns for the one thread, 20 places to wait.
    expect(refused).toHaveLength(8);
    for (const error of refused) expect(error).toBeInstanceOf(HashingBusyError);
    expect(await verify(await hash('and again'), 'and again')).toBe(true);
  });

  it('leaves the event loop free', async () => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 1);
    await Promise.all(Array.from({ length: 10 }, () => hash('while others work')));
    clearInterval(ticking);
    // Hashing in this thread would have let none pass between two hashes.
    expect(ticks).toBeGreaterThan(10);
  });
});
