import { request as httpRequest } from 'node:http';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient } from '@gatehouse/dynamodb';
import { decodeJwt } from 'jose';
import { authorizationRequest, formAction, redeem, redirectUri, signInForCode } from '../testing/authorization';
import { Browser } from '../testing/browser';
import { password, postJson, refresh, type RunningAuth, signUp, startAuth, type Tokens } from '../testing/running-auth';

describe('The authorization code flow', () => {
  let auth: RunningAuth;
  let username: string;
  beforeAll(async () => {
    auth = await startAuth();
    username = await signUp(auth.origin);
  }, 60_000);
  afterAll(() => auth.stop());

  async function tokensFrom(response: Response): Promise<Tokens> {
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as Tokens;
  }

  it('signs in on the page, comes back with a code and the issuer, and redeems it', async () => {
    const browser = new Browser(auth.origin);
    const request = authorizationRequest(auth.origin);
    const { left, code } = await signInForCode(browser, request, username);
    expect(left.origin + left.pathname).toBe(redirectUri);
    expect(left.searchParams.get('state')).toBe(request.state);
    expect(left.searchParams.get('iss')).toBe(auth.issuer);
    const response = await redeem(auth.origin, code, request.verifier);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const tokens = await tokensFrom(response);
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      aud: 'urn:gatehouse:api',
      username,
      roles: ['user'],
      scope: 'messages:read messages:write',
      sid: decodeJwt(tokens.id_token)['sid'],
    });
    expect(decodeJwt(tokens.id_token)).toMatchObject({ aud: 'gatehouse-web', preferred_username: username });
    expect((await refresh(auth.origin, tokens.refresh_token)).status).toBe(200);
  });

  it('signs in at once where there is a session, and signs up where there is no account', async () => {
    const browser = new Browser(auth.origin);
    const first = authorizationRequest(auth.origin);
    const page = await browser.navigate(first.url);
    const signUpLink = /href="([^"]+\/sign-up)"/.exec(await page.response.text())?.[1] ?? '';
    const form = await (await browser.request(signUpLink)).text();
    const name = `newcomer${Date.now()}`;
    const fields = { name: 'New Comer', username: name, email: '', password };
    expect((await browser.submit(formAction(form, '/sign-up'), fields)).left?.searchParams.get('code')).toBeTruthy();
    const again = await browser.navigate(authorizationRequest(auth.origin).url);
    expect(again.left?.searchParams.get('code')).toBeTruthy();
  });

  it('shows what is wrong with a form, and keeps what was typed', async () => {
    const browser = new Browser(auth.origin);
    const page = await browser.navigate(authorizationRequest(auth.origin).url);
    const action = formAction(await page.response.text(), '/login');
    const wrong = await browser.submit(action, { username: '"><b>x', password: 'nope nope' });
    expect(wrong.response.status).toBe(401);
    const text = await wrong.response.text();
    expect(text).toContain('username or the password is wrong');
    expect(text).toContain('value="&quot;&gt;&lt;b&gt;x"');
    expect(text).not.toContain('nope');
    const empty = await browser.submit(action, { username, password: '' });
    expect(empty.response.status).toBe(401);
    expect(await empty.response.text()).toContain('username or the password is wrong');
    const signUp = await browser.submit(action.replace(/login$/, 'sign-up'), { username, email: 'x', password });
    expect(signUp.response.status).toBe(400);
    const faults = await signUp.response.text();
    for (const field of ['name', 'email']) expect(faults).toContain(`id="${field}-fault"`);
    expect(faults).toContain(`value="${username}"`);
    const taken = await browser.submit(action.replace(/login$/, 'sign-up'), { username, name: 'A', password });
    expect(taken.response.status).toBe(400);
    expect(await taken.response.text()).toContain('is taken');
  });

  it('gives 200 concurrent redemptions of a code one success, and replay ends what was issued', async () => {
    const request = authorizationRequest(auth.origin);
    const { code } = await signInForCode(new Browser(auth.origin), request, username);
    const answers = await Promise.all(Array.from({ length: 200 }, () => redeem(auth.origin, code, request.verifier)));
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(199);
    const tokens = (await good[0]?.json()) as Tokens;
    expect((await refresh(auth.origin, tokens.refresh_token)).status).toBe(400);
  }, 60_000);

  it('ends what was issued when a code is replayed later', async () => {
    const request = authorizationRequest(auth.origin);
    const { code } = await signInForCode(new Browser(auth.origin), request, username);
    const tokens = await tokensFrom(await redeem(auth.origin, code, request.verifier));
    expect((await redeem(auth.origin, code, request.verifier)).status).toBe(400);
    expect((await refresh(auth.origin, tokens.refresh_token)).status).toBe(400);
  });

  it.each<[string, Record<string, string>]>([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['no verifier', { code_verifier: '' }],
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:3000/callback' }],
    ['another client', { client_id: 'somebody-else' }],
    ['a forged code', { code: 'A'.repeat(43) }],
  ])('refuses a code with %s', async (_, changes) => {
    const request = authorizationRequest(auth.origin);
    const { code } = await signInForCode(new Browser(auth.origin), request, username);
    const response = await redeem(auth.origin, code, request.verifier, changes);
    expect([400, 401]).toContain(response.status);
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }, /invalid_request/],
    ['a plain challenge', { code_challenge_method: 'plain' }, /invalid_request/],
    ['no challenge method', { code_challenge_method: undefined }, /invalid_request/],
    ['the implicit flow', { response_type: 'token' }, /unsupported_response_type|unauthorized_client|invalid_request/],
    ['the hybrid flow', { response_type: 'code id_token' }, /unsupported_response_type|unauthorized_client/],
    ['an unknown resource', { resource: 'https://elsewhere.example' }, /invalid_target/],
  ])('refuses %s', async (_, changes, error) => {
    const { left, response } = await new Browser(auth.origin).navigate(authorizationRequest(auth.origin, changes).url);
    const said = left ? `${left.search}${left.hash}` : await response.text();
    expect(said).toMatch(error);
    expect(said).not.toMatch(/[?&]code=/);
  });

  it.each([
    'http://localhost:3000/callback/',
    'http://localhost:3000/callback?x=1',
    'http://localhost:3000/callback#x',
    'http://localhost:3001/callback',
    'http://localhost:3000@evil.example/callback',
    'http://localhost:3000/callback/../other',
    'http://LOCALHOST:3000/callback',
    'https://localhost:3000/callback',
    'javascript:alert(1)',
    '',
  ])('never redirects to the unregistered address %s', async (address) => {
    const { left, response } = await new Browser(auth.origin).navigate(
      authorizationRequest(auth.origin, { redirect_uri: address }).url,
    );
    expect(left).toBeUndefined();
    expect(response.status).toBe(400);
  });

  it('takes no form from another site, and none without the cookie of its request', async () => {
    const browser = new Browser(auth.origin);
    const page = await browser.navigate(authorizationRequest(auth.origin).url);
    const action = formAction(await page.response.text(), '/login');
    const form = { username, password };
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      expect((await browser.submit(action, form, headers)).response.status).toBe(403);
    }
    const stranger = await new Browser(auth.origin).submit(action, form);
    expect(stranger.response.status).toBe(400);
    expect(stranger.left).toBeUndefined();
    // Login CSRF: the attacker's own request, in the victim's browser that is at another one.
    const victim = new Browser(auth.origin);
    await victim.navigate(authorizationRequest(auth.origin).url);
    expect((await victim.submit(action, form)).response.status).toBe(400);
  });

  it('gives the session a new identifier at sign-in, and forgets the old one', async () => {
    const browser = new Browser(auth.origin);
    const name = 'gatehouse-session';
    browser.plant(name, 'planted-by-an-attacker');
    await signInForCode(browser, authorizationRequest(auth.origin), username);
    const first = browser.cookie(name);
    expect(first).toMatch(/^[\w-]{21,}$/);
    expect(first).not.toBe('planted-by-an-attacker');
    const page = await browser.navigate(authorizationRequest(auth.origin, { prompt: 'login' }).url);
    await browser.submit(formAction(await page.response.text(), '/login'), { username, password });
    expect(browser.cookie(name)).not.toBe(first);
    const thief = new Browser(auth.origin);
    thief.plant(name, first ?? '');
    expect((await thief.navigate(authorizationRequest(auth.origin).url)).left).toBeUndefined();
  });

  it('answers with its own address, whatever Host, forwarding headers or request target say', async () => {
    const ask = (path: string, headers: Record<string, string>) =>
      new Promise<{ location: string; body: string }>((resolve, reject) => {
        const { port } = new URL(auth.origin);
        const outgoing = httpRequest({ host: '127.0.0.1', port, path, headers }, (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => (body += chunk.toString()));
          response.on('end', () => resolve({ location: response.headers.location ?? '', body }));
        });
        outgoing.once('error', reject);
        outgoing.end();
      });
    const evil = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const metadata = await ask('/auth/.well-known/openid-configuration', evil);
    expect(metadata.body).toContain(`"token_endpoint":"${auth.issuer}/oauth2/token"`);
    expect(metadata.body).not.toContain('evil');
    const { pathname, search } = new URL(authorizationRequest(auth.origin).url);
    const start = await ask(`${pathname}${search}`, evil);
    expect(start.location).toMatch(/^\/auth\/sign-in\//);
    const absolute = await ask(`http://evil.example${pathname}${search}`, {});
    expect(absolute.location).not.toContain('evil');
  });

  it('protects its pages', async () => {
    const browser = new Browser(auth.origin);
    const { response } = await browser.navigate(authorizationRequest(auth.origin).url);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; form-action 'self' http://localhost:3000; base-uri 'none'; frame-ancestors 'none'",
    });
    const page = await response.text();
    expect(page).not.toMatch(/<script|style=|onclick/i);
    const style = /href="([^"]+pages\.css[^"]+)"/.exec(page)?.[1] ?? '';
    expect((await browser.request(style)).headers.get('content-type')).toBe('text/css; charset=utf-8');
  });

  it('ends a session and what hangs on it: sign-out on the page, and by its owner', async () => {
    const browser = new Browser(auth.origin);
    const request = authorizationRequest(auth.origin);
    const { code } = await signInForCode(browser, request, username);
    const tokens = await tokensFrom(await redeem(auth.origin, code, request.verifier));
    const logout = new URL(`${auth.origin}/auth/oauth2/logout`);
    logout.search = new URLSearchParams({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: 'http://localhost:3000/',
      state: 'bye',
    }).toString();
    const page = await (await browser.navigate(logout.href)).response.text();
    expect(page).toContain('Do you want to sign out?');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const { left } = await browser.submit(formAction(page, '/confirm'), { xsrf, logout: 'yes' });
    expect(left?.href).toBe('http://localhost:3000/?state=bye');
    expect((await refresh(auth.origin, tokens.refresh_token)).status).toBe(400);
    expect((await browser.navigate(authorizationRequest(auth.origin).url)).left).toBeUndefined();
  });

  it('keeps nothing in the table that opens anything', async () => {
    const browser = new Browser(auth.origin);
    const request = authorizationRequest(auth.origin);
    const page = await browser.navigate(request.url);
    const action = formAction(await page.response.text(), '/login');
    const uid = browser.cookie('gatehouse-interaction') ?? '';
    // The address of a page is in logs: it must not hold what the cookie holds.
    expect(uid).not.toBe('');
    expect(action).not.toContain(uid);
    const client = createDynamoDbClient({ endpoint: auth.environment['DYNAMODB_ENDPOINT'] ?? '' });
    const dump = async () => {
      const { Items } = await client.send(new ScanCommand({ TableName: 'gatehouse-oidc' }));
      const text = JSON.stringify(Items);
      // Bytes, too: a secret in a sealed value would be one that is not sealed.
      const bytes = (Items ?? []).flatMap((item) =>
        Object.values(item).filter((value): value is Uint8Array => value instanceof Uint8Array),
      );
      return text + Buffer.concat(bytes).toString('latin1');
    };
    const during = await dump();
    for (const secret of [uid, ...browser.cookieValues]) expect(during).not.toContain(secret);
    const { left } = await browser.submit(action, { username, password });
    const code = left?.searchParams.get('code') ?? '';
    const first = await tokensFrom(await redeem(auth.origin, code, request.verifier));
    const second = await tokensFrom(await refresh(auth.origin, first.refresh_token));
    const after = await dump();
    const secrets = [code, first.refresh_token, second.refresh_token, ...browser.cookieValues];
    expect(secrets).not.toContain('');
    for (const secret of secrets) expect(after).not.toContain(secret);
    client.destroy();
  });

  it('ends sessions for their owner, one or all others', async () => {
    const someone = await signUp(auth.origin);
    const signIn = async () => {
      const request = authorizationRequest(auth.origin);
      const browser = new Browser(auth.origin);
      const { code } = await signInForCode(browser, request, someone);
      return { browser, tokens: await tokensFrom(await redeem(auth.origin, code, request.verifier)) };
    };
    const [mine, phone, laptop] = [await signIn(), await signIn(), await signIn()];
    const headers = { authorization: `Bearer ${mine.tokens.access_token}` };
    const list = async () =>
      (
        (await (await fetch(`${auth.origin}/auth/sessions`, { headers })).json()) as {
          items: { id: string; current: boolean }[];
        }
      ).items;
    expect((await list()).map(({ current }) => current).sort()).toEqual([false, false, true]);
    const [other] = (await list()).filter(({ current }) => !current);
    const end = (path: string) => fetch(`${auth.origin}/auth/sessions${path}`, { method: 'DELETE', headers });
    const stranger = await postJson(`${auth.origin}/auth/login`, { username, password });
    const theirs = ((await stranger.json()) as Tokens).access_token;
    const foreign = await fetch(`${auth.origin}/auth/sessions/${other?.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${theirs}` },
    });
    expect(foreign.status).toBe(404);
    expect((await end(`/${other?.id}`)).status).toBe(204);
    expect(await list()).toHaveLength(2);
    expect((await end('')).status).toBe(204);
    expect(await list()).toEqual([expect.objectContaining({ current: true })]);
    for (const { tokens, browser } of [phone, laptop]) {
      expect((await refresh(auth.origin, tokens.refresh_token)).status).toBe(400);
      expect((await browser.navigate(authorizationRequest(auth.origin).url)).left).toBeUndefined();
    }
    expect((await refresh(auth.origin, mine.tokens.refresh_token)).status).toBe(200);
  });
});
