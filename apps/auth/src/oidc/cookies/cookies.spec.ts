import { csrfTokenFor } from '@gatehouse/auth';
import { decodeJwt } from 'jose';
import { authorizationRequest, redeem, redirectUri, signInForCode } from '../../testing/authorization';
import { Browser } from '../../testing/browser';
import {
  login,
  password,
  postForm,
  postJson,
  refresh,
  type RunningAuth,
  signUp,
  startAuth,
} from '../../testing/running-auth';

const page = { origin: 'http://localhost:3000' };
const accessCookie = '__Host-access_token';
const refreshCookie = '__Host-refresh_token';
const names = [accessCookie, refreshCookie, '__Host-csrf'];

/** What a script could read of an answer: the browser keeps `Set-Cookie` to itself. */
async function readable(answer: Response): Promise<string> {
  const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie');
  return JSON.stringify(headers) + (await answer.text());
}

describe('The web app with its tokens in cookies', () => {
  let auth: RunningAuth;
  let username: string;
  beforeAll(async () => {
    auth = await startAuth({ AUTH_COOKIES: 'on' });
    username = await signUp(auth.origin);
  }, 60_000);
  afterAll(() => auth.stop());

  const tokenForm = (form: Record<string, string>) => new URLSearchParams({ client_id: 'gatehouse-web', ...form });
  const post = (browser: Browser, path: string, form: Record<string, string>, headers: Record<string, string> = page) =>
    browser.request(path, { method: 'POST', body: tokenForm(form), headers: { accept: '*/*', ...headers } });
  const renew = (browser: Browser, headers?: Record<string, string>) =>
    post(browser, '/auth/oauth2/token', { grant_type: 'refresh_token' }, headers);
  const exchange = (browser: Browser, code: string, verifier: string, headers?: Record<string, string>) =>
    post(
      browser,
      '/auth/oauth2/token',
      { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri },
      headers,
    );
  const authorized = async (changes = {}) => {
    const browser = new Browser(auth.origin);
    const request = authorizationRequest(auth.origin, changes);
    const { code } = await signInForCode(browser, request, username);
    return { browser, code, verifier: request.verifier };
  };
  const signedIn = async () => {
    const { browser, code, verifier } = await authorized();
    expect((await exchange(browser, code, verifier)).status).toBe(200);
    return browser;
  };
  const me = (browser: Browser, headers: Record<string, string> = {}) => browser.request('/auth/me', { headers });
  const writeHeaders = (browser: Browser) => ({ ...page, 'x-csrf-token': browser.cookie('__Host-csrf') ?? '' });

  it('redeems a code into cookies, and answers no token', async () => {
    const { browser, code, verifier } = await authorized();
    const answer = await exchange(browser, code, verifier);
    expect(answer.status).toBe(200);
    const cookies = answer.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(names);
    for (const cookie of cookies)
      expect(cookie).toMatch(/; Max-Age=259(2000|1\d{3}); Path=\/;.* Secure; SameSite=Strict$/);
    expect(cookies.map((cookie) => cookie.includes('HttpOnly'))).toEqual([true, true, false]);
    expect(await answer.json()).toEqual({
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'openid profile email messages:read messages:write',
    });
    expect(browser.cookie('__Host-csrf')).toBe(csrfTokenFor(browser.cookie(accessCookie) ?? ''));
  });

  it('says who is signed in', async () => {
    const answer = await (await signedIn()).request('/auth/sessions/current');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({
      subject: expect.any(String),
      username,
      name: 'A Person',
      roles: ['user'],
      scopes: ['messages:read', 'messages:write'],
      expiresAt: expect.stringMatching(/Z$/),
      expiresIn: expect.any(Number),
    });
  });

  it('lets the page write with the value of the readable cookie, and no other page', async () => {
    const browser = await signedIn();
    const change = (headers: Record<string, string>) =>
      browser.request('/auth/me', {
        method: 'PATCH',
        body: JSON.stringify({ name: 'Changed' }),
        headers: { 'content-type': 'application/json', ...headers },
      });
    const stale = browser.cookie('__Host-csrf') ?? '';
    expect((await renew(browser)).status).toBe(200);
    expect((await change({ ...page, 'x-csrf-token': stale })).status).toBe(403);
    expect((await change(page)).status).toBe(403);
    expect((await change({ ...writeHeaders(browser), origin: 'https://evil.example' })).status).toBe(403);
    expect((await change({ ...writeHeaders(browser), origin: 'http://sub.localhost:3000' })).status).toBe(403);
    expect((await change(writeHeaders(browser))).status).toBe(200);
  });

  it('refreshes by the cookie, into new cookies and no token', async () => {
    const browser = await signedIn();
    const before = names.map((name) => browser.cookie(name));
    const answer = await renew(browser);
    expect(answer.status).toBe(200);
    const after = names.map((name) => browser.cookie(name));
    after.forEach((value, index) => expect(value).not.toBe(before[index]));
    const text = await readable(answer);
    for (const token of [...before, ...after].slice(0, 5)) expect(text).not.toContain(token);
    expect((await me(browser)).status).toBe(200);
  });

  it('answers many refreshes at once, each with cookies that are good', async () => {
    const browser = await signedIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => renew(browser)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await renew(browser)).status).toBe(200);
  });

  it('keeps the body of a refresh whose token is in the body: command lines sign in so', async () => {
    const tokens = await login(auth.origin, username);
    const answer = await refresh(auth.origin, tokens.refresh_token);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.json()).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) });
  });

  it('takes the cookies away at log-out, and ends the session', async () => {
    const browser = await signedIn();
    const kept = browser.cookie(refreshCookie) ?? '';
    const answer = await browser.request('/auth/logout', { method: 'POST', headers: writeHeaders(browser) });
    expect(answer.status).toBe(204);
    expect(names.map((name) => browser.cookie(name))).toEqual([undefined, undefined, undefined]);
    expect((await refresh(auth.origin, kept)).status).toBe(400);
    // A command line that signs out takes nothing from anyone's browser.
    const { access_token } = await login(auth.origin, username);
    const other = await postJson(`${auth.origin}/auth/logout`, undefined, { authorization: `Bearer ${access_token}` });
    expect(other.headers.getSetCookie()).toEqual([]);
  });

  it('takes dead cookies away when they are presented', async () => {
    const browser = await signedIn();
    const { access_token } = await login(auth.origin, username);
    await fetch(`${auth.origin}/auth/sessions`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${access_token}` },
    });
    const answer = await renew(browser);
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
    expect(names.map((name) => browser.cookie(name))).toEqual([undefined, undefined, undefined]);
  });

  describe('against a script in the page', () => {
    /** What a script does that frames the authorization server. */
    const silentCode = async (browser: Browser, changes: Record<string, string> = {}) => {
      const request = authorizationRequest(auth.origin, { prompt: 'none', ...changes });
      const { left, response } = await browser.navigate(request.url);
      const form = left ? '' : await response.text();
      const given = /name="code" value="([^"]+)"/.exec(form)?.[1];
      const fragment = new URLSearchParams(left?.hash.slice(1));
      const code = left?.searchParams.get('code') ?? fragment.get('code') ?? given ?? '';
      return { code, verifier: request.verifier };
    };

    it.each(['query', 'fragment', 'form_post'])(
      'has no token for a code of its own with its own verifier, by response_mode %s',
      async (mode) => {
        const browser = await signedIn();
        const { code, verifier } = await silentCode(browser, { response_mode: mode });
        expect(code).not.toBe('');
        const before = decodeJwt(browser.cookie(accessCookie) ?? '').sub;
        const answer = await exchange(browser, code, verifier);
        const text = await readable(answer);
        expect(answer.status).toBe(200);
        for (const name of names.slice(0, 2)) expect(text).not.toContain(browser.cookie(name));
        expect(text).not.toContain('eyJ');
        expect(decodeJwt(browser.cookie(accessCookie) ?? '').sub).toBe(before);
      },
    );

    it.each<Record<string, string>>([{}, page, { 'sec-fetch-site': 'same-origin' }])(
      'has nothing from a code that it sends elsewhere, redeemed with %j',
      async (headers) => {
        const browser = await signedIn();
        const { code, verifier } = await silentCode(browser);
        const elsewhere = await exchange(new Browser(auth.origin), code, verifier, headers);
        expect(elsewhere.status).toBe(400);
        expect(elsewhere.headers.getSetCookie()).toEqual([]);
        expect(await elsewhere.json()).toMatchObject({ error: 'invalid_grant' });
        const { browser: own } = await authorized();
        expect((await exchange(own, code, verifier, headers)).status).toBe(400);
        const viaRedeem = await redeem(auth.origin, code, verifier, {});
        expect(viaRedeem.headers.getSetCookie()).toEqual([]);
        expect(await viaRedeem.text()).not.toContain('eyJ');
      },
    );

    it('cannot hide the grant from the check by how it writes the form', async () => {
      const browser = await signedIn();
      const { code, verifier } = await silentCode(browser);
      const form = tokenForm({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
      });
      const encodings: [string, string | Uint8Array<ArrayBuffer>][] = [
        [
          'application/x-www-form-urlencoded; charset=utf-16le',
          new Uint8Array(Buffer.from(form.toString(), 'utf16le')),
        ],
        ['application/x-www-form-urlencoded', `${form.toString()}&refresh_token=x`],
        ['application/x-www-form-urlencoded', `${form.toString()}&client_id=gatehouse-web`],
        ['application/json', JSON.stringify(Object.fromEntries(form))],
      ];
      for (const [type, body] of encodings) {
        const answer = await browser.request('/auth/oauth2/token', {
          method: 'POST',
          body,
          headers: { ...page, 'content-type': type },
        });
        expect(await readable(answer)).not.toMatch(/eyJ|refresh_token":/);
      }
    });

    it('gets no token from userinfo, introspection, revocation or the sessions', async () => {
      const browser = await signedIn();
      const secrets = names.slice(0, 2).map((name) => browser.cookie(name) ?? '');
      const answers = [
        await browser.request('/auth/oauth2/userinfo', { headers: page }),
        await post(browser, '/auth/oauth2/introspect', { token: 'x' }),
        await post(browser, '/auth/oauth2/revoke', { token: 'x' }),
        await browser.request('/auth/sessions'),
        await browser.request('/auth/sessions/current'),
        await browser.request('/auth/oauth2/token'),
        await browser.request('/auth/oauth2/token', { method: 'TRACE' }).catch(() => new Response()),
        await browser.request('/auth/nothing/here'),
      ];
      for (const answer of answers) {
        const text = await readable(answer);
        for (const secret of secrets) expect(text).not.toContain(secret);
      }
    });

    it('gets tokens from the JSON sign-in for a password alone, and changes no cookie with it', async () => {
      const browser = await signedIn();
      const before = names.map((name) => browser.cookie(name));
      const attempt = (body: object) =>
        browser.request('/auth/login', {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { ...writeHeaders(browser), 'content-type': 'application/json' },
        });
      expect((await attempt({ username, password: 'not the password' })).status).toBe(401);
      expect((await attempt({ username })).status).toBe(400);
      expect((await attempt({ username, password })).status).toBe(200);
      expect(names.map((name) => browser.cookie(name))).toEqual(before);
    });
  });

  describe('against other pages', () => {
    it.each<[string, Record<string, string>]>([
      ['a cross-site page', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
      ['a sibling host', { origin: 'http://sub.localhost:3000', 'sec-fetch-site': 'same-site' }],
      ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
      ['a page that does not say', {}],
    ])('refuses %s to refresh, to redeem and to sign out', async (_name, headers) => {
      const { browser, code, verifier } = await authorized();
      const redeemed = await exchange(browser, code, verifier, headers);
      expect([redeemed.status, redeemed.headers.getSetCookie()]).toEqual([400, []]);
      expect((await exchange(browser, code, verifier)).status).toBe(200);
      const before = browser.cookie(refreshCookie);
      const renewed = await renew(browser, headers);
      expect([renewed.status, renewed.headers.getSetCookie()]).toEqual([400, []]);
      const csrf = writeHeaders(browser)['x-csrf-token'];
      const out = await browser.request('/auth/logout', {
        method: 'POST',
        headers: { ...headers, 'x-csrf-token': csrf },
      });
      expect([out.status, out.headers.getSetCookie()]).toEqual([403, []]);
      expect(browser.cookie(refreshCookie)).toBe(before);
      expect((await renew(browser)).status).toBe(200);
    });

    it('refreshes by no GET', async () => {
      const browser = await signedIn();
      const query = tokenForm({ grant_type: 'refresh_token' });
      const answer = await browser.request(`/auth/oauth2/token?${query.toString()}`, { headers: page });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([405, []]);
    });

    it('lets no other origin read the answer, with or without cookies', async () => {
      const browser = await signedIn();
      const answer = await renew(browser);
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      const preflight = await browser.request('/auth/oauth2/token', {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    });

    it('takes no code of an attacker in the browser of a victim', async () => {
      const attacker = await authorized();
      const victim = await signedIn();
      const before = names.map((name) => victim.cookie(name));
      expect((await exchange(victim, attacker.code, attacker.verifier)).status).toBe(400);
      expect(names.map((name) => victim.cookie(name))).toEqual(before);
    });

    it.each([accessCookie, refreshCookie])('refuses two cookies named %s', async (name) => {
      const browser = await signedIn();
      browser.plant(name, 'planted', '/auth');
      const answer = name === accessCookie ? await me(browser) : await renew(browser);
      expect(answer.status).toBe(400);
      expect(answer.headers.getSetCookie()).toEqual([]);
    });
  });

  it('sends the browser away from the page with the code, whose address no Referer tells', async () => {
    const request = authorizationRequest(auth.origin);
    const browser = await signedIn();
    const answer = await browser.request(request.url);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('referrer-policy')).toMatch(/no-referrer|same-origin|strict-origin/);
  });

  it('is off unless it is said', async () => {
    const plain = await startAuth({ DYNAMODB_ENDPOINT: auth.environment['DYNAMODB_ENDPOINT'] ?? '' });
    const browser = new Browser(plain.origin);
    const request = authorizationRequest(plain.origin);
    const { code } = await signInForCode(browser, request, username);
    const answer = await redeem(plain.origin, code, request.verifier);
    const { access_token } = (await answer.json()) as { access_token: string };
    expect(answer.headers.getSetCookie()).toEqual([]);
    const headers = { cookie: `${accessCookie}=${access_token}` };
    expect((await fetch(`${plain.origin}/auth/me`, { headers })).status).toBe(401);
    const form = { grant_type: 'refresh_token', client_id: 'gatehouse-web' };
    const cookie = { ...page, cookie: `${refreshCookie}=x` };
    expect(await (await postForm(`${plain.origin}/auth/oauth2/token`, form, cookie)).json()).toMatchObject({
      error: 'invalid_request',
    });
    await plain.stop();
  });
});
