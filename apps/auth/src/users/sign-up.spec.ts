import { type Accounts, from, goodPassword, startAccounts } from '../testing/accounts';

describe('POST /auth/signup', () => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await startAccounts({ ADDRESS_FREE_SIGN_UPS: '1000' });
  });
  afterAll(() => accounts.stop());

  const signUp = (body: object, headers: Record<string, string> = {}) =>
    accounts.call('POST /auth/signup', { body: { password: goodPassword, name: 'Ada', ...body }, headers });

  it('opens an account with the role user and tells its profile', async () => {
    const { status, body, headers } = await signUp({ username: 'Ada.Lovelace', email: 'ada@example.com' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      username: 'Ada.Lovelace',
      name: 'Ada',
      email: 'ada@example.com',
      roles: ['user'],
      createdAt: expect.any(String),
    });
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['another case', 'GRACE'],
    ['another Unicode form', 'ｇｒａｃｅ'],
  ])('refuses a taken username in %s', async (_what, username) => {
    await signUp({ username: 'grace' });
    const { status, body } = await signUp({ username });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      type: 'urn:gatehouse:problem:username_taken',
      errors: [{ pointer: '#/username', detail: 'is taken' }],
    });
  });

  it('has one winner when 200 race for a name', async () => {
    const spellings = ['racer', 'RACER', 'Racer', 'ｒａｃｅｒ'];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) =>
        accounts.users.signUp(
          { username: spellings[i % spellings.length] ?? '', name: 'Racer', password: goodPassword },
          from('192.0.2.1'),
        ),
      ),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
    expect(refused).toHaveLength(199);
    // A slow machine refuses turns that have waited too long.
    expect(['username_taken', 'hashing_busy']).toEqual(expect.arrayContaining([...new Set(refused)]));
    expect(refused).toContain('username_taken');
  }, 120_000);

  it('has one winner when requests race for a name', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => signUp({ username: 'runner' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  }, 60_000);

  it('names every field at fault at once', async () => {
    const { status, body } = await accounts.call('POST /auth/signup', {
      body: { username: 'no spaces', password: 'short', email: 'nobody', roles: ['admin'] },
    });
    expect(status).toBe(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '#/email',
      '#/name',
      '#/password',
      '#/roles',
      '#/username',
    ]);
  });

  it.each(['roles', 'id', 'version', 'passwordHash'])('refuses the field %s and opens no account', async (field) => {
    const username = `mallory-${field.toLowerCase()}`;
    const { status, body } = await signUp({ username, [field]: ['admin'] });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer: `#/${field}` }]);
    expect(await accounts.users.findByUsername(username)).toBeUndefined();
  });

  it.each([
    ['is one of the most common', 'Password123'],
    ['is the username', 'Hedy.Lamarr'],
    ['is the name', 'hedy kiesler'],
    ['is the e-mail address', 'hedy@example.com'],
    ['has 7 characters, of 14 code units', '😀😁😂🤣😃😄😅'],
    ['has 257 characters', 'é'.repeat(257)],
    ['holds half a surrogate pair', 'half of a pair \ud800'],
  ])('refuses a password that %s', async (_what, password) => {
    const { status, body } = await signUp({
      username: 'hedy.lamarr',
      password,
      name: 'Hedy Kiesler',
      email: 'hedy@example.com',
    });
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ pointer: '#/password', detail: expect.any(String) }]);
  });

  it('takes a password of 256 characters outside the basic plane', async () => {
    const { status } = await signUp({ username: 'long', password: '😀'.repeat(256) });
    expect(status).toBe(201);
    const context = { address: '192.0.2.9', requestId: '' };
    await expect(accounts.users.authenticate('long', '😀'.repeat(256), context)).resolves.toBeDefined();
    await expect(accounts.users.authenticate('long', '😀'.repeat(255), context)).rejects.toThrow();
  });

  it('refuses a password of 1 MB before it is hashed', async () => {
    const { status } = await signUp({ username: 'huge', password: 'x'.repeat(1024 * 1024) });
    expect(status).toBe(413);
  });

  it.each([
    ['nothing but spaces', '   '],
    ['over 100 characters', 'n'.repeat(101)],
    ['a line break', 'Ada\nLovelace'],
    ['a character that turns the text around', 'Ada\u202ELovelace'],
  ])('refuses a name of %s', async (_what, name) => {
    const { status, body } = await signUp({ username: 'named', name });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer: '#/name' }]);
  });

  it('answers a repetition under the same key as the first time, and no other', async () => {
    const key = { 'Idempotency-Key': '5f3c0e0a-3f0d-4d0e-8a3e-1f6f2c7f9b11' };
    const first = await signUp({ username: 'again' }, key);
    const second = await signUp({ username: 'again' }, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    const others = await Promise.all([
      signUp({ username: 'again' }),
      signUp({ username: 'again' }, { 'Idempotency-Key': 'another-random-key-0123' }),
      signUp({ username: 'again', password: 'guessed the key only' }, key),
    ]);
    expect(others.map(({ status }) => status)).toEqual([409, 409, 409]);
  });

  it.each(['', '1', 'fifteen-letters', 'with a space in it', 'x'.repeat(256), 'a-comma-in-it,and-more'])(
    'refuses the key %j',
    async (key) => {
      const answer = await signUp({ username: 'keyed' }, { 'Idempotency-Key': key });
      expect(answer).toMatchObject({ status: 400, body: { type: 'urn:gatehouse:problem:invalid_idempotency_key' } });
    },
  );

  it('counts wrong passwords under a known key against the account, as at sign-in', async () => {
    const key = { 'Idempotency-Key': '0d2f7d3e-5b43-4d54-9b59-8f2f5a0f7f62' };
    expect((await signUp({ username: 'probed' }, key)).status).toBe(201);
    const guesses: number[] = [];
    for (let i = 0; i < 8; i++) {
      guesses.push((await signUp({ username: 'probed', password: `a wrong password ${i}` }, key)).status);
    }
    expect(guesses.slice(0, 5)).toEqual([409, 409, 409, 409, 409]);
    expect(guesses).toContain(429);
    // The right one is not answered either, at the sign-up or at the sign-in.
    expect((await signUp({ username: 'probed' }, key)).status).toBe(429);
    const login = accounts.users.authenticate('probed', goodPassword, from('198.51.100.7'));
    await expect(login).rejects.toMatchObject({ code: 'too_many_attempts' });
  });

  it('lets the next attempt have a name whose sign-up died half-way', async () => {
    const key = { 'Idempotency-Key': 'racing-key-0123456789' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => signUp({ username: 'twice' }, key)));
    const created = answers.filter(({ status }) => status === 201);
    expect(new Set(created.map(({ body }) => body.id)).size).toBe(1);
    const last = await signUp({ username: 'twice' }, key);
    expect(last.status).toBe(201);
    expect(last.body).toEqual(created[0]?.body);
  });
});

describe('POST /auth/signup under pressure', () => {
  const body = (i: number) => ({ username: `sign-up-${i}`, name: 'Name', password: goodPassword });

  it('makes an address wait that opens account after account', async () => {
    const accounts = await startAccounts({ ADDRESS_FREE_SIGN_UPS: '2' });
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await accounts.call('POST /auth/signup', { body: body(i) }));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 429]);
    expect(answers[3]?.headers['retry-after']).toBe('1');
    expect(accounts.audited.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'success',
      'success',
      'success',
      'too_many_attempts',
    ]);
    await accounts.stop();
  }, 30_000);

  it('answers 503 where no place is left to wait for a hash', async () => {
    const accounts = await startAccounts({ PASSWORD_THREADS: '1', PASSWORD_QUEUE: '1' });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => accounts.call('POST /auth/signup', { body: body(i) })),
    );
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length + answers.filter(({ status }) => status === 201).length).toBe(12);
    for (const { headers, body: problem } of refused) {
      expect(headers['retry-after']).toBe('2');
      expect(problem.type).toBe('urn:gatehouse:problem:hashing_busy');
    }
    await accounts.stop();
  }, 30_000);
});
