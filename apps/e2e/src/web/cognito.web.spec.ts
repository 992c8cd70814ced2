import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { freePort } from '@gatehouse/dynamodb/testing';
import { type Browser, type BrowserContext } from 'playwright-core';
import { browserNeeded, launchBrowser } from '../browser';
import { itWith } from '../clients/installed';
import { type PageOrigin, servePage } from './page-origin';
import { startUserPool, type UserPool } from './user-pool';
import { age, freeze, openTab, post, preparedContext, stateOf, until, untilStatus } from './visitors';

// Milliseconds.
jest.setTimeout(60_000);

describe('a session of a user pool in a browser', () => {
  let pool: UserPool;
  let api: Server;
  let site: PageOrigin;
  let browser: Browser;
  let context: BrowserContext;
  let bearers: (string | undefined)[] = [];

  beforeAll(async () => {
    pool = await startUserPool();
    api = createServer((request, response) => {
      bearers.push(request.headers.authorization);
      response.writeHead(request.headers.authorization ? 201 : 401).end();
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    const origin = () => `http://localhost:${(api.address() as AddressInfo).port}`;
    const settings = {
      session: 'cognito',
      issuer: `${pool.url}/pool`,
      hostedUi: pool.url,
      clientId: 'web',
      scope: 'openid',
    };
    site = await servePage(
      await freePort(),
      () => ({ origin }),
      () => settings,
    );
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    api?.close();
    await pool?.stop();
  });
  beforeEach(async () => {
    bearers = [];
    pool.asked.length = 0;
    context = await preparedContext(await browser.newContext());
  });
  afterEach(() => context.close());

  const test = (name: string, work: () => Promise<void>) => itWith(browserNeeded, name, work);
  const asked = (path: string) =>
    pool.asked.filter((question) => question.path === path).map(({ parameters }) => parameters);
  const signedIn = async (options = {}) => {
    const page = await openTab(context, site.origin);
    await page.evaluate(`void session.signIn(${JSON.stringify(options)})`);
    await page.waitForURL('**/callback');
    await untilStatus(page, 'signed-in');
    return page;
  };

  test('returns after a reload and in a second tab, with one sign-in', async () => {
    const page = await signedIn();
    expect(await stateOf(page)).toMatchObject({ person: { username: 'ada', name: 'Ada Lovelace', subject: 'b1f3' } });
    await page.goto(site.origin);
    await untilStatus(page, 'signed-in');
    expect(await post(page, 'reloaded')).toBe(201);
    const second = await openTab(context, site.origin);
    expect(await post(second, 'second')).toBe(201);
    expect(asked('/oauth2/authorize')).toHaveLength(1);
    expect(new Set(bearers).size).toBe(1);
  });

  test('renews once for many tabs, with a refresh token that stays the same', async () => {
    const pages = [await signedIn()];
    for (let i = 0; i < 4; i++) pages.push(await openTab(context, site.origin));
    for (let i = 1; i < 3; i++) {
      await age(pages);
      expect(await Promise.all(pages.map((page) => post(page, 'x')))).toEqual(pages.map(() => 201));
      expect(asked('/oauth2/token').filter(({ grant_type }) => grant_type === 'refresh_token')).toHaveLength(i);
    }
  });

  test('opens the sign-up page of the pool, in the language of the person', async () => {
    await signedIn({ create: true, language: 'de-AT en' });
    expect(asked('/signup')).toMatchObject([{ lang: 'de-AT', client_id: 'web', code_challenge_method: 'S256' }]);
    expect(asked('/signup')[0]).not.toHaveProperty('prompt');
  });

  test('signs out of the pool and of all tabs, and leaves no token', async () => {
    const [page, other] = [await signedIn(), await openTab(context, site.origin)];
    await page.evaluate('void session.signOut()');
    await untilStatus(other, 'signed-out', 2_000);
    await page.waitForURL(`${site.origin}/`);
    await until(page, "globalThis.session?.state.status === 'signed-out'");
    expect(asked('/logout')).toEqual([{ client_id: 'web', logout_uri: `${site.origin}/` }]);
    expect(asked('/oauth2/revoke')).toMatchObject([{ client_id: 'web', token: expect.stringMatching(/^refresh-/) }]);
    for (const tab of [page, other]) {
      expect(await tab.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toMatch(
        /access-|refresh-/,
      );
      expect(await post(tab, 'x')).toBe(401);
    }
  });

  test('does not sign the other tabs out where a new tab finds no tokens', async () => {
    const page = await signedIn();
    const thaw = await freeze(page);
    const alone = await openTab(context, site.origin);
    expect(await stateOf(alone)).toEqual({ status: 'signed-out', because: 'ended' });
    await thaw();
    expect(await post(page, 'still here')).toBe(201);
  });
});
