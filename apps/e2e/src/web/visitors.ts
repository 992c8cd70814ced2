import { type BrowserContext, type Page, type Route } from 'playwright-core';

export const password = 'correct horse battery';
/** Where the page and the library ask for tokens. */
export const tokenEndpoint = '**/auth/oauth2/token';

/** Lets a test move the clock of a page (`skew = 290_000`), and keep it from what other tabs say (`isFrozen = true`). */
const levers = `{
  const real = Date.now;
  globalThis.skew = 0;
  Date.now = () => real() + globalThis.skew;
  const listen = EventTarget.prototype.addEventListener;
  BroadcastChannel.prototype.addEventListener = function (type, listener) {
    listen.call(this, type, (event) => void (globalThis.isFrozen || listener(event)));
  };
}`;

/** A browser of a person, with as many tabs as are opened. */
export async function preparedContext(context: BrowserContext): Promise<BrowserContext> {
  await context.addInitScript(levers);
  return context;
}

export interface SeenState {
  readonly status: string;
  readonly because?: string;
  readonly person?: { readonly username: string; readonly name: string; readonly subject: string } | null;
}

export const stateOf = (page: Page) => page.evaluate<SeenState>('session.state');

/** Waits until the expression is true. Not `waitForFunction`, whose `eval` the policy of the page forbids. */
export async function until(page: Page, expression: string, timeout = 15_000): Promise<void> {
  for (const deadline = Date.now() + timeout; Date.now() < deadline;) {
    // A page that is being left has nothing to say.
    if (await page.evaluate<boolean>(expression).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within ${timeout} ms: ${expression}`);
}

/** Opens a tab, and waits for the session to have begun. */
export async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await untilStarted(page);
  return page;
}

export async function untilStarted(page: Page): Promise<void> {
  await until(page, 'globalThis.started !== undefined');
  await page.evaluate('started.catch(() => undefined).then(() => undefined)');
}

export async function untilStatus(page: Page, status: string, timeout = 15_000): Promise<void> {
  await until(page, `globalThis.session?.state.status === '${status}'`, timeout);
}

/** Leads a tab through the sign-in, back to the page. */
export async function signInOn(page: Page, username: string): Promise<void> {
  await page.evaluate('void session.signIn()');
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', password);
  await page.click('form[action$="/login"] button:not(.quiet)');
  await page.waitForURL('**/callback');
  await untilStatus(page, 'signed-in');
}

/** The status of the answer, or the name of the error. */
export function send(page: Page, path: string, init: object = {}): Promise<number | string> {
  return page.evaluate<number | string>(`fate(session.fetch(${JSON.stringify(path)}, ${JSON.stringify(init)}))`);
}

export function post(page: Page, text: string): Promise<number | string> {
  const headers = { 'Content-Type': 'application/json' };
  return send(page, '/messages', { method: 'POST', headers, body: JSON.stringify({ text }) });
}

/**
 * Keeps a tab from what the others say, as a browser does with one that it has frozen; returns how to let it hear again. The browser's
 * own way needs a window that is hidden, which a headless one never is.
 */
export async function freeze(page: Page): Promise<() => Promise<void>> {
  await page.evaluate('globalThis.isFrozen = true');
  return async () => void (await page.evaluate('globalThis.isFrozen = false'));
}

/** Makes the access token old enough to be renewed at its next use. */
export async function age(pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.evaluate('globalThis.skew += 290000');
}

/** Takes a request to the server, whose answer the browser never gets: neither the body nor a cookie. */
export async function deliver(route: Route): Promise<void> {
  const request = route.request();
  const { host: _h, connection: _c, 'content-length': _l, ...headers } = await request.allHeaders();
  const sent = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
  const body = request.postData();
  const answer = await fetch(request.url(), { method: request.method(), headers: sent, body });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** Counts the requests for tokens of a whole browser. */
export function countRefreshes(context: BrowserContext): () => number {
  let count = 0;
  context.on('request', (request) => {
    if (/\/oauth2\/token$/.test(request.url()) && request.postData()?.includes('grant_type=refresh_token')) count++;
  });
  return () => count;
}
