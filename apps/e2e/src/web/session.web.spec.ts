import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatehouse/dynamodb/testing';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { browserNeeded, launchBrowser } from '../browser';
import { itWith } from '../clients/installed';
import { signUp } from '../sign-in';
import { type System, startSystem } from '../system';
import { type PageOrigin, servePage } from './page-origin';
import {
  age,
  countRefreshes,
  deliver,
  freeze,
  openTab,
  password,
  post,
  preparedContext,
  send,
  signInOn,
  stateOf,
  tokenEndpoint,
  until,
  untilStarted,
  untilStatus,
} from './visitors';

// Milliseconds. A browser with 20 tabs on a busy machine.
jest.setTimeout(90_000);

describe.each([
  ['tokens', 'off'],
  ['cookies', 'on'],
])('a session of %s in a browser', (session, cookies) => {
  let dataDir: string;
  let system: System;
  let site: PageOrigin;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-web-'));
    const port = await freePort();
    site = await servePage(
      port,
      () => system,
      () => ({
        session,
        issuer: `${system.auth}/auth`,
        clientId: 'gatehouse-web',
        scope: 'openid profile email messages:read messages:write',
      }),
    );
    system = await startSystem({
      DATA_DIR: dataDir,

      WEB_ORIGINS: site.origin,
      AUTH_COOKIES: cookies,
    });
    await signUp(system.auth, { username: 'ada', password, name: 'Ada Lovelace' });
    await signUp(system.auth, { username: 'grace', password, name: 'Grace Hopper' });
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    await site?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);
  beforeEach(async () => {
    context = await preparedContext(await browser.newContext());
  });
  afterEach(() => context.close());

  const test = (name: string, work: () => Promise<void>) => itWith(browserNeeded, name, work);
  const open = () => openTab(context, site.origin);
  const signedIn = async (username = 'ada') => {
    const page = await open();
    await signInOn(page, username);
    return page;
  };
  /** Nobody honest has presented an old token. */
  const noReuse = () => expect(system.output()).not.toContain('reuse_detected');

  test('tells a stranger apart at once, without loading the protocol', async () => {
    const loaded: string[] = [];
    context.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    const page = await open();
    expect(await stateOf(page)).toEqual({ status: 'signed-out', because: 'never' });
    expect(loaded.filter((path) => /oidc|auth|silent/.test(path))).toEqual([]);
    expect(await send(page, '/messages')).toBe(200);
    expect(await post(page, 'from a stranger')).toBe(401);
  });

  test('signs in, posts, comes back after a reload and in a second tab', async () => {
    const page = await signedIn();
    expect(await page.evaluate('started')).toEqual({ returnTo: '/' });
    expect(page.url()).toBe(`${site.origin}/callback`);
    expect(await stateOf(page)).toMatchObject({ person: { username: 'ada', name: 'Ada Lovelace' } });
    expect(await post(page, 'first')).toBe(201);
    await page.goto(site.origin);
    await untilStarted(page);
    expect(await page.evaluate('states[0]')).toBe('starting');
    expect(await stateOf(page)).toMatchObject({ status: 'signed-in', person: { username: 'ada' } });
    expect(await post(page, 'after a reload')).toBe(201);
    const second = await open();
    expect(await post(second, 'from a second tab')).toBe(201);
    expect(await page.evaluate('states')).toEqual(['starting', 'signed-in']);
    noReuse();
  });

  test('leaves no token where it would outlive the page', async () => {
    const page = await signedIn();
    await page.goto(site.origin);
    await untilStarted(page);
    await age([page]);
    expect(await post(page, 'renewed')).toBe(201);
    const stored = await page.evaluate<string>(`(async () => {
      const databases = await indexedDB.databases();
      const records = await Promise.all(databases.map(({ name }) => new Promise((resolve) => {
        indexedDB.open(name).onsuccess = ({ target: { result } }) => {
          result.transaction('records').objectStore('records').getAll().onsuccess = (event) => resolve(event.target.result);
        };
      })));
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie.replace(/__Host-csrf=[\\w-]+/, ''), records]);
    })()`);
    expect(stored).toContain('ada');
    expect(stored).not.toMatch(/eyJ|refresh_token|access_token|code_verifier/);
    expect(stored).not.toMatch(/[\w-]{43}/);
  });

  test('makes one refresh for 20 tabs whose token expires', async () => {
    const pages = [await signedIn()];
    for (let i = 1; i < 20; i++) pages.push(await open());
    const refreshes = countRefreshes(context);
    await age(pages);
    const answers = await Promise.all(pages.map((page, index) => post(page, `tab ${index}`)));
    expect(answers).toEqual(pages.map(() => 201));
    expect(refreshes()).toBe(1);
    noReuse();
  });

  test('makes one refresh for 10 requests that get 401 at once, and repeats each with its body', async () => {
    const page = await signedIn();
    const refreshes = countRefreshes(context);
    const refused = new Set<string>();
    await context.route('**/messages', async (route) => {
      const body = route.request().postData() ?? '';
      if (refused.has(body)) return route.continue();
      refused.add(body);
      await route.fulfill({ status: 401 });
    });
    const texts = Array.from({ length: 10 }, (_, index) => `storm ${Date.now()} ${index}`);
    expect(await Promise.all(texts.map((text) => post(page, text)))).toEqual(texts.map(() => 201));
    expect(refreshes()).toBe(1);
    await context.unroute('**/messages');
    const { items } = (await (await fetch(`${system.messages}/messages?limit=50`)).json()) as {
      items: { text: string }[];
    };
    expect(
      items
        .map(({ text }) => text)
        .filter((text) => texts.includes(text))
        .sort(),
    ).toEqual(texts.sort());
  });

  test('keeps a tab signed in that was frozen while others renewed', async () => {
    const frozen = await signedIn();
    const other = await open();
    const thaw = await freeze(frozen);
    for (let i = 0; i < 3; i++) {
      await age([other]);
      expect(await post(other, `meanwhile ${i}`)).toBe(201);
    }
    // The other one answers no question any more, so the frozen one has only its old token.
    await other.close();
    await thaw();
    await age([frozen, frozen, frozen, frozen]);
    expect(await post(frozen, 'awake')).toBe(201);
    noReuse();
  });

  test('goes on without a tab that has stopped in the middle of its turn', async () => {
    const stopped = await signedIn();
    await stopped.evaluate("void navigator.locks.request('gatehouse.gatehouse-web', () => new Promise(() => {}))");
    const [page, other] = [await context.newPage(), await context.newPage()];
    for (const tab of [page, other]) {
      await tab.clock.install();
      await tab.goto(site.origin);
      await until(tab, "globalThis.session?.state.status === 'starting'");
    }
    await until(page, 'navigator.locks.query().then(({ pending }) => pending.length === 2)');
    for (const tab of [page, other]) await tab.clock.fastForward(31_000);
    for (const tab of [page, other]) await untilStatus(tab, 'signed-in');
    expect(await Promise.all([post(page, 'one'), post(other, 'another')])).toEqual([201, 201]);
    noReuse();
  });

  test('survives a tab that is closed in the middle of a refresh', async () => {
    const [first, second] = [await signedIn(), await open()];
    let answered: () => void = () => {};
    const wasAnswered = new Promise<void>((resolve) => (answered = resolve));
    await first.route(tokenEndpoint, async (route) => {
      await deliver(route);
      answered();
    });
    await age([first, second]);
    void post(first, 'lost').catch(() => undefined);
    await wasAnswered;
    await first.close({ runBeforeUnload: false });
    expect(await post(second, 'goes on')).toBe(201);
    noReuse();
  });

  test('asks in silence instead of presenting a token whose answer was lost long ago', async () => {
    const page = await signedIn();
    const refreshes = countRefreshes(context);
    await age([page]);
    await page.route(tokenEndpoint, async (route) => {
      await deliver(route);
      await route.abort();
    });
    // The old token lives on for some seconds.
    expect(await post(page, 'during')).toBe(201);
    await page.unroute(tokenEndpoint);
    await age([page]);
    expect(await post(page, 'after')).toBe(201);
    expect(refreshes()).toBe(1);
    noReuse();
  });

  test('stays signed in while the server answers 503 or not at all, and recovers by itself', async () => {
    const page = await signedIn();
    await context.route('**/auth/**', (route) =>
      route.fulfill({ status: 503, json: { error: 'temporarily_unavailable' } }),
    );
    await page.evaluate('globalThis.skew += 400000');
    expect(await post(page, 'down')).toBe('SignInUnavailableError');
    expect(await stateOf(page)).toMatchObject({ status: 'signed-in' });
    await page.goto(site.origin);
    await untilStarted(page);
    expect(await stateOf(page)).toMatchObject({ status: 'signed-in', person: { username: 'ada' } });
    expect(await post(page, 'still down')).toBe('SignInUnavailableError');
    await context.unroute('**/auth/**');
    await page.evaluate('globalThis.skew += 60000');
    expect(await post(page, 'up again')).toBe(201);
    noReuse();
  });

  test('signs out of all tabs within a second, and of the server', async () => {
    const pages = [await signedIn(), await open(), await open()];
    const [first] = pages as [Page];
    const waiting = pages.map((page) => untilStatus(page, 'signed-out', 1_000));
    await Promise.all([first.evaluate('session.signOut()'), ...waiting]);
    for (const page of pages) {
      expect(await stateOf(page)).toEqual({ status: 'signed-out', because: 'signed-out' });
      expect(await post(page, 'gone')).toBe(401);
    }
    await first.evaluate('void session.signIn()');
    await first.waitForSelector('input[name=password]');
  });

  test('says that the session is over where the server has ended it', async () => {
    const [page, other] = [await signedIn('grace'), await open()];
    const { person } = await stateOf(page);
    await system.admin('sessions', 'end', 'grace');
    expect(person?.username).toBe('grace');
    await age([page, other]);
    expect(await post(page, 'too late')).toBe('SessionEndedError');
    expect(await stateOf(page)).toEqual({ status: 'signed-out', because: 'ended' });
    await untilStatus(other, 'signed-out', 1_000);
    expect(await stateOf(other)).toEqual({ status: 'signed-out', because: 'ended' });
  });

  test('changes all tabs to the person who signs in last, and sends nothing as the other one', async () => {
    const [page, other] = [await signedIn(), await open()];
    // Somebody else signs in at the server, and in one tab.
    await context.clearCookies();
    await other.evaluate('void session.signIn()');
    const pending = post(page, 'as ada');
    expect(await pending).toBe(session === 'tokens' ? 201 : 'SessionEndedError');
    await other.fill('input[name=username]', 'grace');
    await other.fill('input[name=password]', password);
    await other.click('form[action$="/login"] button:not(.quiet)');
    await other.waitForURL('**/callback');
    await untilStatus(other, 'signed-in');
    await until(page, "session.state.person?.username === 'grace'", 2_000);
    const mine = await page.evaluate<{ username: string }>("session.fetch('/auth/me').then((answer) => answer.json())");
    expect(mine.username).toBe('grace');
  });

  test('finishes no sign-in that another browser began', async () => {
    const attacker = await preparedContext(await browser.newContext());
    const page = await openTab(attacker, site.origin);
    const answer = attacker.waitForEvent('request', (request) => request.url().includes('/callback?'));
    await attacker.route('**/callback?**', (route) => route.abort());
    await page.evaluate('void session.signIn()');
    await page.fill('input[name=username]', 'grace');
    await page.fill('input[name=password]', password);
    await page.click('form[action$="/login"] button:not(.quiet)');
    const callback = (await answer).url();
    await attacker.close();
    const victim = await openTab(context, callback);
    expect(await stateOf(victim)).toEqual({ status: 'signed-out', because: 'never' });
    expect(victim.url()).not.toContain('code=');
  });
});
