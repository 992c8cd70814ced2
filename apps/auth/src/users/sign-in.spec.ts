import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { hashSync } from '@node-rs/argon2';
import { KnownDevices } from '../throttling/known-devices.service';
import { type Accounts, from, goodPassword, startAccounts } from '../testing/accounts';
import { UserStore } from './user.store';

describe('signing in', () => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await startAccounts({ ADDRESS_FREE_FAILURES: '20' });
  });
  afterAll(() => accounts.stop());
  afterEach(() => jest.restoreAllMocks());

  let addresses = 0;
  const elsewhere = () => from(`198.51.100.${++addresses}`);
  const signIn = (username: string, password = goodPassword, context = elsewhere()) =>
    accounts.users.authenticate(username, password, context);
  const outcome = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => 'in',
      (error: { code: string }) => error.code,
    );
  const failures = async (count: number, attempt: () => Promise<unknown>) => {
    for (let i = 0; i < count; i++) await outcome(attempt());
  };
  const deviceOf = async (username: string) => {
    const { user } = await signIn(username);
    return accounts.app.get(KnownDevices, { strict: false }).remember(undefined, user.id);
  };
  const later = (milliseconds: number) => {
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + milliseconds);
  };

  it('finds the user by any spelling of the name', async () => {
    const { id } = await accounts.person('Ada');
    for (const username of ['Ada', 'ada', 'ＡＤＡ']) expect(await signIn(username)).toMatchObject({ user: { id } });
  });

  it('tells nobody anything of the hash', async () => {
    expect(JSON.stringify(await signIn('ada'))).not.toContain('argon2');
  });

  it('refuses a wrong password and a missing account in the same way', async () => {
    const errors = await Promise.all(
      [signIn('ada', 'a wrong password'), signIn('nobody'), signIn('no name @ all'), signIn('ada', '')].map((attempt) =>
        attempt.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    for (const error of errors) {
      expect(error).toEqual(errors[0]);
      expect(error).toMatchObject({ code: 'invalid_credentials' });
    }
  });

  it('asks and tells the store the same for a wrong password and a missing account', async () => {
    const client = accounts.app.get(DynamoDBDocumentClient, { strict: false });
    const send = jest.spyOn(client, 'send');
    const work = async (username: string): Promise<string[]> => {
      send.mockClear();
      await outcome(signIn(username, 'a wrong password', { ...elsewhere(), device: 'x'.repeat(43) }));
      return send.mock.calls.map(([{ constructor, input }]) => {
        const { TableName = '' } = input as { TableName?: string };
        return `${constructor.name} ${TableName}`;
      });
    };
    const existing = await work('ada');
    expect(existing.length).toBeGreaterThan(4);
    expect((await work('nobody-of-this-name')).sort()).toEqual(existing.sort());
  });

  it('makes strangers wait after 5 failures, the longer the more, whatever their addresses', async () => {
    await accounts.person('target');
    const guess = () => signIn('target', 'a wrong password');
    await failures(6, guess);
    await expect(guess()).rejects.toMatchObject({ code: 'too_many_attempts', retryAfter: 1 });
    await expect(signIn('target')).rejects.toMatchObject({ code: 'too_many_attempts' });
    later(2000);
    await failures(1, guess);
    await expect(guess()).rejects.toMatchObject({ retryAfter: 2 });
  });

  it('treats a missing account like an existing one there, too', async () => {
    const guess = () => signIn('missing', 'a wrong password');
    await failures(6, guess);
    await expect(guess()).rejects.toMatchObject({ code: 'too_many_attempts', retryAfter: 1 });
  });

  it('bounds how many guesses get through when 100 come at once', async () => {
    await accounts.person('stormed');
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => outcome(signIn('stormed', 'a wrong password'))),
    );
    const guessed = outcomes.filter((code) => code === 'invalid_credentials').length;
    // The free ones, and those that were in turn already when the last free one failed.
    expect(guessed).toBeGreaterThanOrEqual(5);
    expect(guessed).toBeLessThanOrEqual(5 + 8);
    const refused = outcomes.filter((code) => code === 'too_many_attempts' || code === 'hashing_busy');
    expect(refused).toHaveLength(100 - guessed);
  }, 60_000);

  it('leaves turns to other people while 300 sign in to one account with its right password', async () => {
    await accounts.person('crowd');
    const strangers = Array.from({ length: 20 }, (_, i) => `stranger${i}`);
    for (const name of strangers) await accounts.person(name);
    let isOver = false;
    const refused = new Set<string>();
    const member = async (i: number) => {
      // From many networks: it is one account all the same.
      while (!isOver) {
        const code = await outcome(signIn('crowd', goodPassword, from(`198.51.100.${i % 10}`)));
        if (code !== 'in') refused.add(code);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const crowd = Array.from({ length: 300 }, (_, i) => member(i));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const outcomes: string[] = [];
    for (const name of strangers) outcomes.push(await outcome(signIn(name, goodPassword, from('192.0.2.77'))));
    isOver = true;
    await Promise.all(crowd);
    expect(outcomes).toEqual(Array(20).fill('in'));
    // The account itself is refused for now: there are too many, and then too many have succeeded.
    expect(refused).toEqual(new Set(['hashing_busy', 'too_many_attempts']));
  }, 120_000);

  it('does not count good sign-ins, however many come at once', async () => {
    await accounts.person('popular');
    const context = elsewhere();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, () => outcome(signIn('popular', goodPassword, context))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['in']));
  }, 60_000);

  it('forgets the failures of who signs in', async () => {
    await accounts.person('clumsy');
    for (let round = 0; round < 3; round++) {
      await failures(4, () => signIn('clumsy', 'a wrong password'));
      expect(await outcome(signIn('clumsy'))).toBe('in');
    }
  });

  it('lets the owner in on a known device while strangers are kept out', async () => {
    await accounts.person('owner');
    const device = await deviceOf('owner');
    await failures(8, () => signIn('owner', 'a wrong password'));
    expect(await outcome(signIn('owner'))).toBe('too_many_attempts');
    expect(await outcome(signIn('owner', goodPassword, { ...elsewhere(), device }))).toBe('in');
    // Strangers have gained nothing by it.
    expect(await outcome(signIn('owner'))).toBe('too_many_attempts');
    expect(await outcome(signIn('owner', goodPassword, { ...elsewhere(), device: 'x'.repeat(43) }))).toBe(
      'too_many_attempts',
    );
  });

  it('makes a known device wait, too, but apart from all others', async () => {
    await accounts.person('lender');
    const device = await deviceOf('lender');
    await failures(6, () => signIn('lender', 'a wrong password', { ...elsewhere(), device }));
    expect(await outcome(signIn('lender', goodPassword, { ...elsewhere(), device }))).toBe('too_many_attempts');
    expect(await outcome(signIn('lender'))).toBe('in');
  });

  it('makes an address wait that fails with ever other accounts, and does not forgive it for its own', async () => {
    await accounts.person('attacker');
    const context = from('203.0.113.7');
    for (let i = 0; i < 21; i++) {
      await failures(1, () => signIn(`victim-${i}`, 'a wrong password', context));
      if (i % 5 === 0) await outcome(signIn('attacker', goodPassword, context));
    }
    expect(await outcome(signIn('victim-99', 'a wrong password', context))).toBe('too_many_attempts');
    expect(await outcome(signIn('attacker', goodPassword, context))).toBe('too_many_attempts');
    expect(await outcome(signIn('attacker'))).toBe('in');
  }, 60_000);

  it('hashes a password again whose parameters are no longer those of today', async () => {
    const { id } = await accounts.person('veteran');
    const store = accounts.app.get(UserStore, { strict: false });
    const before = await store.findById(id);
    if (!before) throw new Error('nobody');
    const passwordHash = hashSync(goodPassword, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await store.change(before, { passwordHash });
    expect(await outcome(signIn('veteran'))).toBe('in');
    const after = await store.findById(id);
    expect(after?.passwordHash).toMatch(/m=19456,t=2,p=1/);
    expect(after?.passwordChangedAt).toBe(before.passwordChangedAt);
    expect(await outcome(signIn('veteran'))).toBe('in');
  });

  it('records both outcomes: who, where, why, and no secret', async () => {
    const { id } = await accounts.person('recorded');
    accounts.audited.length = 0;
    const context = from('192.0.2.44', { clientId: 'web', requestId: 'r-1', device: 'd'.repeat(43) });
    await signIn('recorded', goodPassword, context);
    await outcome(signIn('recorded', 'canary-wrong-password', context));
    await outcome(signIn('canary-username', goodPassword, context));
    expect(accounts.audited).toMatchObject([
      { event: 'sign_in', outcome: 'success', actor: id, subject: id, context },
      { event: 'sign_in', outcome: 'failure', reason: 'invalid_credentials', subject: id, context },
      { event: 'sign_in', outcome: 'failure', reason: 'invalid_credentials', context },
    ]);
    const told = JSON.stringify(accounts.audited.map(({ context: _, ...event }) => event));
    expect(told).not.toMatch(/canary|lanterns|argon2/);
  });
});
