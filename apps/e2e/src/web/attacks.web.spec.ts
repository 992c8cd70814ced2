import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatehouse/dynamodb/testing';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { browserNeeded, launchBrowser } from '../browser';
import { itWith } from '../clients/installed';
import { signUp } from '../sign-in';
import { type System, startSystem } from '../system';
import { type PageOrigin, servePage } from './page-origin';
import { openTab, password, post, preparedContext, signInOn, stateOf, untilStatus } from './visitors';

// Milliseconds.
jest.setTimeout(90_000);

/** What a script in the page does to get a code with a verifier of its own, and then a token for it. Returns all that it could read. */
const injected = (issuer: string, redeems: boolean) => `(async () => {
  const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=/g, '');
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  const redirect = location.origin + '/silent';
  const query = new URLSearchParams({ client_id: 'gatehouse-web', response_type: 'code', prompt: 'none', state: 'mine',
    scope: 'openid profile messages:read messages:write', redirect_uri: redirect, code_challenge: challenge, code_challenge_method: 'S256' });
  const frame = document.createElement('iframe');
  const answered = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data.url), { once: true }));
  frame.src = ${JSON.stringify(issuer)} + '/oauth2/authorize?' + query;
  document.body.append(frame);
  const code = new URL(await answered).searchParams.get('code');
  const form = { grant_type: 'authorization_code', client_id: 'gatehouse-web', code, code_verifier: verifier, redirect_uri: redirect };
  if (!${redeems}) return JSON.stringify(form);
  const read = [];
  const note = async (answer) => read.push(answer.status, [...answer.headers], await answer.text());
  const send = (path, fields) => fetch(path, { method: 'POST', body: new URLSearchParams(fields) });
  await note(await send('/auth/oauth2/token', form));
  await note(await send('/auth/oauth2/token', { grant_type: 'refresh_token', client_id: 'gatehouse-web' }));
  await note(await fetch('/auth/sessions/current'));
  await note(await fetch('/auth/oauth2/userinfo'));
  await note(await session.fetch('/auth/me'));
  read.push(document.cookie, { ...localStorage }, { ...sessionStorage }, frame.contentDocument?.cookie, frame.contentWindow.location.href);
  return JSON.stringify(read);
})()`;

/** A page of somebody else, which sends what it can to the site. */
const foreign = (site: string) => `<!doctype html><body><script>
  const send = (path, body, type) => fetch(${JSON.stringify(site)} + path,
    { method: 'POST', mode: 'no-cors', credentials: 'include', body, headers: type ? { 'Content-Type': type } : {} }).catch(() => {});
  const read = (path) => fetch(${JSON.stringify(site)} + path, { credentials: 'include' }).then((answer) => answer.text(), () => 'unreadable');
  globalThis.attack = async () => {
    await send('/messages', JSON.stringify({ text: 'forged' }), 'text/plain');
    await send('/auth/oauth2/token', new URLSearchParams({ grant_type: 'refresh_token', client_id: 'gatehouse-web' }));
    await send('/auth/logout', '');
    await send('/auth/sessions/x', '');
    return [await read('/auth/sessions/current'), await read('/auth/me'), await read('/messages/mine')];
  };
  globalThis.submit = () => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: ${JSON.stringify(site)} + '/auth/logout' });
    document.body.append(form);
    form.submit();
  };
</script>`;

describe('the tokens in the cookies of a browser', () => {
  let dataDir: string;
  let system: System;
  let site: PageOrigin;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let stranger: Server;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-web-'));
    site = await servePage(
      await freePort(),
      () => system,
      () => ({
        session: 'cookies',
        issuer: `${system.auth}/auth`,
        clientId: 'gatehouse-web',
        scope: 'openid profile messages:read messages:write',
      }),
    );
    system = await startSystem({
      DATA_DIR: dataDir,

      WEB_ORIGINS: site.origin,
      AUTH_COOKIES: 'on',
    });
    await signUp(system.auth, { username: 'ada', password, name: 'Ada Lovelace' });
    browser = await launchBrowser();
    stranger = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(foreign(site.origin)));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    stranger?.close();
    await system?.stop();
    await site?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);
  beforeEach(async () => {
    context = await preparedContext(await browser.newContext());
    page = await openTab(context, site.origin);
    await signInOn(page, 'ada');
  });
  afterEach(() => context.close());

  const test = (name: string, work: () => Promise<void>) => itWith(browserNeeded, name, work);
  const secrets = async () =>
    (await context.cookies(site.origin))
      .filter(({ httpOnly }) => httpOnly)
      .map(({ name, value }) => [name, value] as const);

  test('are in HttpOnly cookies, and nowhere that a script can read', async () => {
    const names = (await secrets()).map(([name]) => name).sort();
    expect(names).toEqual(expect.arrayContaining(['__Host-access_token', '__Host-refresh_token']));
    const before = await secrets();
    const read = await page.evaluate<string>(injected(`${system.auth}/auth`, true));
    expect(read).toContain('"token_type');
    for (const [, value] of [...before, ...(await secrets())]) expect(read).not.toContain(value);
    expect(read).not.toContain('eyJ');
    // It is the same person as before, who can go on.
    expect(await post(page, 'still ada')).toBe(201);
    expect(await stateOf(page)).toMatchObject({ status: 'signed-in', person: { username: 'ada' } });
  });

  test('are not for a code that a script has sent to another machine', async () => {
    const form = JSON.parse(await page.evaluate<string>(injected(`${system.auth}/auth`, false))) as Record<
      string,
      string
    >;
    expect(form['code']).toMatch(/^[\w-]{43}$/);
    for (const origin of [site.origin, 'https://evil.example']) {
      const answer = await fetch(`${system.auth}/auth/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: { origin },
      });
      expect(answer.status).toBe(400);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  // 127.0.0.1 is another site than localhost; another port of localhost is the same site, as a sibling host would be.
  for (const host of ['127.0.0.1', 'localhost']) {
    test(`serve no page of another origin: ${host}`, async () => {
      const before = await secrets();
      const other = await context.newPage();
      const { port } = stranger.address() as AddressInfo;
      await other.goto(`http://${host}:${port}/`);
      expect(await other.evaluate('attack()')).toEqual(['unreadable', 'unreadable', 'unreadable']);
      await other.evaluate('submit()');
      await other.waitForLoadState();
      expect(await secrets()).toEqual(before);
      expect(await post(page, 'after the attack')).toBe(201);
      const { items } = (await (await fetch(`${system.messages}/messages?limit=50`)).json()) as {
        items: { text: string }[];
      };
      expect(items.map(({ text }) => text)).not.toContain('forged');
    });
  }

  test('do not outlive the session', async () => {
    await page.evaluate('session.signOut()');
    const names = (await context.cookies(site.origin)).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('__Host-'))).toEqual([]);
  });

  test('go with the tab that comes back from the cache of the browser', async () => {
    const other = await openTab(context, site.origin);
    await other.goto('about:blank');
    await page.evaluate('session.signOut()');
    await other.goBack();
    await untilStatus(other, 'signed-out', 5_000);
  });
});
