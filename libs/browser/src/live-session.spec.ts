import { ada, FakeBrowser, type FakeTab, grace } from './testing/fake-browser';

const callback = 'https://app.example/callback?code=c&state=s';

async function signedIn(browser: FakeBrowser): Promise<FakeTab> {
  const tab = browser.open({ url: callback });
  expect(await tab.session.start()).toEqual({ returnTo: '/back' });
  return tab;
}

async function opened(browser: FakeBrowser, options = {}): Promise<FakeTab> {
  const tab = browser.open(options);
  await tab.session.start();
  return tab;
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('A session', () => {
  let browser: FakeBrowser;
  beforeEach(() => {
    browser = new FakeBrowser();
  });
  // Whatever happens: nobody honest presents a token that the server takes for stolen.
  afterEach(() => expect(browser.server.reuses).toBe(0));

  it('asks nothing of the server for a stranger', async () => {
    const tab = await opened(browser);
    expect(tab.session.state).toEqual({ status: 'signed-out', because: 'never' });
    expect(browser.server.silents).toBe(0);
  });

  it('shows who was here last at once, and the same object until it changes', async () => {
    await signedIn(browser);
    const { session } = browser.open();
    expect(session.state).toMatchObject({ status: 'starting', person: { username: 'ada' } });
    expect(session.state).toBe(session.state);
    const seen: string[] = [];
    const stop = session.subscribe(() => seen.push(session.state.status));
    await session.start();
    stop();
    expect(seen).toEqual(['signed-in']);
  });

  it('takes the tokens of another tab, or asks the server where there is none', async () => {
    const first = await signedIn(browser);
    const before = browser.server.silents;
    const second = await opened(browser);
    expect(await second.post()).toBe(200);
    expect(browser.server.silents).toBe(before);
    browser.close(first);
    browser.close(second);
    expect(await (await opened(browser)).post()).toBe(200);
    expect(browser.server.silents).toBe(before + 1);
  });

  it('refreshes once for 20 tabs with 5 requests each', async () => {
    const tabs = [await signedIn(browser)];
    for (let i = 1; i < 20; i++) tabs.push(await opened(browser));
    browser.time += 290_000;
    const answers = await Promise.all(tabs.flatMap((tab) => [1, 2, 3, 4, 5].map(() => tab.post())));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(browser.server.refreshes).toBe(1);
    expect(new Set(tabs.map(({ bearer }) => bearer)).size).toBe(1);
  });

  it('sends nothing as somebody else than the page shows, whatever it has not heard of yet', async () => {
    const [deaf, other] = [await signedIn(browser), await opened(browser)];
    await settle();
    deaf.isFrozen = true;
    await other.session.signOut();
    expect(await deaf.post('of Ada')).toBe('SessionEndedError');
    expect(deaf.session.state).toMatchObject({ status: 'signed-out', because: 'signed-out' });
    browser.server.session = ada;
    await signedIn(browser);
    expect(await deaf.post('of Ada')).toBe(200);
    browser.server.session = grace;
    await signedIn(browser);
    const before = deaf.sent.length;
    expect(await deaf.post('of Ada')).toBe('SessionEndedError');
    expect(deaf.sent).toHaveLength(before);
    expect(deaf.session.state).toMatchObject({ status: 'signed-in', person: { username: 'grace' } });
  });

  it('never presents the token of a tab that slept', async () => {
    const [slept, other] = [await signedIn(browser), await opened(browser)];
    slept.isFrozen = true;
    for (let i = 0; i < 3; i++) {
      browser.time += 290_000;
      expect(await other.post()).toBe(200);
    }
    browser.close(other);
    slept.thaw();
    browser.time += 290_000;
    expect(await slept.post()).toBe(200);
    // And once more, where the last messages never came.
    const late = await opened(browser);
    late.isFrozen = true;
    browser.time += 290_000;
    expect(await slept.post()).toBe(200);
    browser.close(slept);
    late.isFrozen = false;
    browser.time += 20_000_000;
    expect(await late.post()).toBe(200);
  });

  it('presents a token again soon after its answer was lost, and later asks in silence', async () => {
    const tab = await signedIn(browser);
    const { server } = browser;
    const silents = server.silents;
    browser.time += 301_000;
    server.losesAnswer = true;
    expect(await tab.post()).toBe('SignInUnavailableError');
    browser.time += 1_500;
    expect(await tab.post()).toBe(200);
    expect([server.refreshes, server.silents]).toEqual([2, silents]);

    browser.time += 301_000;
    server.losesAnswer = true;
    expect(await tab.post()).toBe('SignInUnavailableError');
    browser.time += 60_000;
    expect(await tab.post()).toBe(200);
    expect([server.refreshes, server.silents]).toEqual([3, silents + 1]);
  });

  it.each([-3_600_000, 3_600_000])('holds when the clock jumps by %d ms', async (jump) => {
    const tab = await signedIn(browser);
    browser.time += 301_000;
    browser.server.losesAnswer = true;
    expect(await tab.post()).toBe('SignInUnavailableError');
    browser.time += jump;
    expect(await tab.post()).toBe(200);
    expect(browser.server.refreshes).toBe(1);
  });

  it('goes on after a tab died between the refresh and telling the others', async () => {
    const [first, second] = [await signedIn(browser), await opened(browser)];
    browser.time += 301_000;
    browser.server.losesAnswer = true;
    expect(await first.post()).toBe('SignInUnavailableError');
    browser.close(first);
    browser.time += 3_600_000;
    expect(await second.post()).toBe(200);
    expect(second.session.state.status).toBe('signed-in');
  });

  it('stays signed in during an outage, pauses between its questions, and recovers', async () => {
    const tab = await signedIn(browser);
    const { server } = browser;
    server.isDown = true;
    browser.time += 290_000;
    // What has not expired is still good.
    expect(await tab.post()).toBe(200);
    browser.time += 20_000;
    for (let i = 0; i < 20; i++) expect(await tab.post()).toBe('SignInUnavailableError');
    expect(server.refreshes + server.silents).toBeLessThan(5);
    expect(tab.session.state.status).toBe('signed-in');
    const reloaded = await opened(browser);
    expect(reloaded.session.state).toMatchObject({ status: 'signed-in', person: { username: 'ada' } });
    server.isDown = false;
    browser.time += 31_000;
    expect(await reloaded.post()).toBe(200);
    expect(await tab.post()).toBe(200);
  });

  it('ends in all tabs when the server has ended it, once', async () => {
    const tabs = [await signedIn(browser), await opened(browser)] as const;
    browser.server.end();
    browser.time += 290_000;
    expect(await Promise.all(tabs.map((tab) => tab.post()))).toEqual(['SessionEndedError', 'SessionEndedError']);
    await settle();
    for (const { session } of tabs) expect(session.state).toEqual({ status: 'signed-out', because: 'ended' });
    // A signed-out person is answered as anyone.
    tabs[0].answer = () => new Response(null, { status: 401 });
    expect(await tabs[0].post()).toBe(401);
    expect(tabs[0].bearer).toBeNull();
  });

  it('asks in silence before it believes that a session is over', async () => {
    const tab = await signedIn(browser);
    browser.server.end();
    browser.server.session = ada;
    browser.time += 290_000;
    expect(await tab.post()).toBe(200);
    expect(tab.session.state.status).toBe('signed-in');
  });

  it('signs out of all tabs, also those that slept, and of the server', async () => {
    const [tab, other, slept] = [await signedIn(browser), await opened(browser), await opened(browser)];
    slept.isFrozen = true;
    await tab.session.signOut();
    await settle();
    slept.thaw();
    for (const { session } of [tab, other, slept]) {
      expect(session.state).toEqual({ status: 'signed-out', because: 'signed-out' });
    }
    expect(browser.server.ended).toBe(1);
    // A tab that is loaded again may have something of the person.
    expect((await opened(browser)).session.state).toEqual({ status: 'signed-out', because: 'signed-out' });
  });

  it('lets no renewal that was under way undo a sign-out', async () => {
    const [tab, other] = [await signedIn(browser), await opened(browser)];
    browser.time += 290_000;
    const running = other.post();
    for (let i = 0; i < 1_000 && browser.server.refreshes === 0; i++) await Promise.resolve();
    expect(browser.server.refreshes).toBe(1);
    await tab.session.signOut();
    expect(await running).toBe('SessionEndedError');
    await settle();
    for (const { session } of [tab, other]) expect(session.state.status).toBe('signed-out');
  });

  it('asks for the password at the next sign-in where the server did not hear of the sign-out', async () => {
    const tab = await signedIn(browser);
    browser.server.isDown = true;
    await expect(tab.session.signOut()).rejects.toThrow('cannot be reached');
    expect(tab.session.state).toEqual({ status: 'signed-out', because: 'signed-out' });
    await tab.session.signIn();
    expect(tab.left).toBe('/authorize?again=true');
    browser.server.isDown = false;
    await opened(browser);
    await settle();
    expect(browser.server.ended).toBe(1);
    await tab.session.signIn();
    expect(tab.left).toBe('/authorize?again=false');
  });

  it('asks for the password at a sign-in that does not wait for the answer to the sign-out', async () => {
    const tab = await signedIn(browser);
    const isOut = new Promise<void>((resolve) => tab.session.subscribe(resolve));
    const signingOut = tab.session.signOut();
    await isOut;
    await tab.session.signIn();
    expect(tab.left).toBe('/authorize?again=true');
    await signingOut;
    await tab.session.signIn();
    expect(tab.left).toBe('/authorize?again=false');
  });

  it('changes all tabs to another person, and sends nothing of the one as the other', async () => {
    const tab = await signedIn(browser);
    browser.time += 290_000;
    const waiting = tab.post('as ada');
    browser.server.session = grace;
    await signedIn(browser);
    await settle();
    expect(tab.session.state).toMatchObject({ status: 'signed-in', person: { username: 'grace' } });
    await waiting;
    expect(await tab.post('as grace')).toBe(200);
    const sent = await Promise.all(
      tab.sent.map(async (request) => [await request.text(), browser.server.personOf(request)]),
    );
    expect(sent.filter(([text, person]) => text !== `as ${person}`)).toEqual([]);
  });

  it('sends nothing where the silent return finds another person than the page shows', async () => {
    await signedIn(browser);
    const other = new FakeBrowser();
    other.server.session = grace;
    for (const [key, value] of browser.storage) other.storage.set(key, value);
    await other.shared.update('gatehouse', () => JSON.parse(browser.storage.get('gatehouse') ?? '') as unknown);
    const tab = other.open();
    expect(await tab.post('as ada')).toBe('SessionEndedError');
    expect(tab.sent).toEqual([]);
    expect(tab.session.state).toMatchObject({ status: 'signed-in', person: { username: 'grace' } });
  });

  it('shares no token where tabs cannot wait for each other', async () => {
    const [first, second] = [browser.open({ url: callback, isAlone: true }), browser.open({ isAlone: true })];
    await first.session.start();
    await second.session.start();
    for (let i = 0; i < 3; i++) {
      browser.time += 290_000;
      expect(await Promise.all([first.post(), second.post()])).toEqual([200, 200]);
      expect(first.bearer).not.toBe(second.bearer);
    }
    await first.session.signOut();
    expect(await second.post()).toBe('SessionEndedError');
    expect(await second.post()).toBe(200);
    expect(second.bearer).toBeNull();
    expect(second.session.state.status).toBe('signed-out');
  });
});

describe('The interceptor', () => {
  let browser: FakeBrowser;
  let tab: FakeTab;
  beforeEach(async () => {
    browser = new FakeBrowser();
    tab = await signedIn(browser);
  });
  const authorization = async (url: string, init?: RequestInit) => {
    await tab.session.fetch(url, init);
    return tab.bearer;
  };

  it.each([
    'https://app.example/messages',
    'https://app.example/messages/1?x=y',
    'https://app.example/auth/me',
    'https://APP.example:443/messages',
  ])('authenticates a request to %s', async (url) => {
    expect(await authorization(url)).toMatch(/^Bearer token-/);
  });

  it.each([
    'https://evil.example/messages',
    'https://app.example.evil.example/messages',
    'http://app.example/messages',
    'https://app.example:8443/messages',
    'https://app.example/messages-of-others',
    'https://app.example/',
    'https://app.example/messages/../elsewhere',
    'data:text/plain,messages',
  ])('does not authenticate a request to %s', async (url) => {
    expect(await authorization(url)).toBeNull();
  });

  it('follows no redirect with what it has added, and leaves a header of the caller alone', async () => {
    await authorization('https://app.example/messages');
    expect(tab.sent.at(-1)?.redirect).toBe('error');
    expect(await authorization('https://app.example/messages', { headers: { Authorization: 'Basic eA==' } })).toBe(
      'Basic eA==',
    );
  });

  it('repeats a request with its body after a 401, once for many', async () => {
    let refused = 0;
    const first = await authorization('https://app.example/messages');
    tab.answer = async (request) => {
      const isOld = request.headers.get('Authorization') === first;
      if (isOld) refused++;
      return new Response(await request.text(), { status: isOld ? 401 : 201 });
    };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        tab.session.fetch('https://app.example/messages', { method: 'POST', body: `text ${index}` }),
      ),
    );
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(
      answers.map((_, index) => `text ${index}`),
    );
    expect(refused).toBe(10);
    expect(browser.server.refreshes).toBe(1);
  });

  it('answers a second 401 as it is: a new session would not change it', async () => {
    tab.answer = () => new Response(null, { status: 401 });
    expect(await tab.post()).toBe(401);
    expect(tab.sent).toHaveLength(2);
    expect(tab.session.state.status).toBe('signed-in');
  });

  it('gives a request up when its caller does, also while it waits', async () => {
    browser.time += 290_000;
    const controller = new AbortController();
    const request = tab.session.fetch('https://app.example/messages', { signal: controller.signal });
    controller.abort();
    await expect(request).rejects.toMatchObject({ name: 'AbortError' });
    expect(tab.sent).toEqual([]);
  });
});
