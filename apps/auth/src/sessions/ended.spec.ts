import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type LocalEngine } from '@gatehouse/dynamodb/local';
import { decodeJwt } from 'jose';
import { runAdmin } from '../admin/admin';
import { AuditLog } from '../audit/audit';
import { authorizationRequest, formAction, redeem } from '../testing/authorization';
import { Browser } from '../testing/browser';
import { addClient } from '../testing/clients';
import {
  login,
  password,
  postForm,
  postJson,
  refresh,
  type RunningAuth,
  signUp,
  startAuth,
  startEngine,
  type Tokens,
} from '../testing/running-auth';

const redirect = 'https://reports.example/callback';

interface Listed {
  id: string;
  clients: string[];
  current: boolean;
  offline: boolean;
}

/** Everything of a person that can go on after something has ended. */
interface Person {
  readonly username: string;
  /** Signed in on the hosted pages. */
  readonly browser: Browser;
  /** Of the own client, by code, in the browser's session. */
  readonly web: Tokens;
  /** Of another client, with offline access, in the browser's session. */
  readonly offline: Tokens;
  /** Of the own client, by the JSON sign-in. */
  readonly json: Tokens;
}

describe('What has ended', () => {
  let engine: LocalEngine;
  let first: RunningAuth;
  let second: RunningAuth;
  let logouts: Server;
  let clientId: string;
  let logoutsAnswer = Promise.resolve();
  const logoutTokens: string[] = [];

  const admin = (...words: string[]) => runAdmin(first.app, words);
  const addOfflineClient = async () => {
    const logoutUri = `http://127.0.0.1:${(logouts.address() as AddressInfo).port}/logout`;
    return (await addClient(first.app, 'spa', [redirect], '--backchannel-logout-uri', logoutUri)).client_id;
  };

  beforeAll(async () => {
    engine = await startEngine();
    const settings = { DYNAMODB_ENDPOINT: engine.endpoint };
    first = await startAuth(settings);
    second = await startAuth({
      ...settings,
      AUTH_ISSUER: first.issuer,
      SIGNING_KEYS: first.environment['SIGNING_KEYS'] ?? '',
    });
    logouts = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        logoutTokens.push(new URLSearchParams(body).get('logout_token') ?? '');
        void logoutsAnswer.then(() => response.end());
      });
    });
    await new Promise<void>((resolve) => logouts.listen(0, '127.0.0.1', resolve));
    clientId = await addOfflineClient();
  }, 60_000);
  afterAll(async () => {
    await second.stop();
    await first.stop();
    await engine.stop();
    await new Promise((resolve) => logouts.close(resolve));
  });

  async function offlineTokens(browser: Browser, client = clientId): Promise<Tokens> {
    const scope = 'openid offline_access messages:read';
    const changes = { client_id: client, redirect_uri: redirect };
    const request = authorizationRequest(first.origin, { ...changes, scope, prompt: 'consent' });
    const page = await (await browser.navigate(request.url)).response.text();
    const { left } = await browser.submit(formAction(page, '/consent'), {});
    const code = left?.searchParams.get('code') ?? '';
    return (await (await redeem(first.origin, code, request.verifier, changes)).json()) as Tokens;
  }

  async function person(): Promise<Person> {
    const username = await signUp(first.origin);
    const browser = new Browser(first.origin);
    // The own client is signed out with the session, also where it asked for offline access.
    const scope = 'openid offline_access messages:read';
    const request = authorizationRequest(first.origin, { scope, prompt: 'consent' });
    const page = await (await browser.navigate(request.url)).response.text();
    const signedIn = await browser.submit(formAction(page, '/login'), { username, password });
    const { left } = await browser.submit(formAction(await signedIn.response.text(), '/consent'), {});
    const code = left?.searchParams.get('code') ?? '';
    const web = (await (await redeem(first.origin, code, request.verifier)).json()) as Tokens;
    return { username, browser, web, offline: await offlineTokens(browser), json: await login(first.origin, username) };
  }

  const call = (origin: string, route: string, { access_token }: Tokens, body?: unknown) => {
    const [method = '', path = ''] = route.split(' ');
    return fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  const list = async (tokens: Tokens) =>
    ((await (await call(second.origin, 'GET /auth/sessions', tokens)).json()) as { items: Listed[] }).items;
  const signOut = async (browser: Browser) => {
    const page = await (await browser.navigate(`${first.origin}/auth/oauth2/logout`)).response.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const { response } = await browser.submit(formAction(page, '/logout/confirm'), { xsrf, logout: 'yes' });
    expect(response.status).toBe(200);
  };
  /** What still works for a person, at the other process. */
  const working = async ({ browser, web, offline, json }: Person) => {
    const silent = authorizationRequest(first.origin, { prompt: 'none' });
    const { left } = await browser.navigate(silent.url);
    const goesOn = {
      'session of the browser': left?.searchParams.has('code') ?? false,
      'access token of the web app': (await call(second.origin, 'GET /auth/me', web)).status === 200,
      'access token of the JSON sign-in': (await call(second.origin, 'GET /auth/me', json)).status === 200,
      'refresh token of the web app': (await refresh(second.origin, web.refresh_token)).status === 200,
      'refresh token of the JSON sign-in': (await refresh(second.origin, json.refresh_token)).status === 200,
      'offline access': (await refresh(second.origin, offline.refresh_token, clientId)).status === 200,
    };
    return Object.entries(goesOn)
      .filter(([, works]) => works)
      .map(([name]) => name);
  };

  it('is told from what goes on: everything works before', async () => {
    const someone = await person();
    const sessions = await list(someone.json);
    expect(sessions.map(({ clients, current, offline }) => [clients.length, current, offline])).toEqual(
      expect.arrayContaining([
        [1, true, false],
        [2, false, false],
      ]),
    );
    expect(await working(someone)).toHaveLength(6);
  });

  it.each<[string, (someone: Person) => Promise<unknown>, string[]]>([
    [
      'the sign-out page ends the session, and offline access goes on as the consent page says',
      ({ browser }) => signOut(browser),
      ['access token of the JSON sign-in', 'refresh token of the JSON sign-in', 'offline access'],
    ],
    [
      'DELETE /auth/sessions ends all but the current session',
      ({ json }) => call(first.origin, 'DELETE /auth/sessions', json),
      ['access token of the JSON sign-in', 'refresh token of the JSON sign-in'],
    ],
    [
      'DELETE /auth/sessions ends offline access that outlived its session',
      async ({ json, browser }) => {
        await signOut(browser);
        await call(first.origin, 'DELETE /auth/sessions', json);
      },
      ['access token of the JSON sign-in', 'refresh token of the JSON sign-in'],
    ],
    [
      'DELETE /auth/sessions/:id ends a session and the offline access that was granted in it',
      async ({ json }) => {
        const others = (await list(json)).filter(({ current }) => !current);
        for (const { id } of others) await call(first.origin, `DELETE /auth/sessions/${id}`, json);
      },
      ['access token of the JSON sign-in', 'refresh token of the JSON sign-in'],
    ],
    [
      'DELETE /auth/sessions/:id ends offline access that outlived its session',
      async ({ json, browser }) => {
        await signOut(browser);
        const offline = (await list(json)).filter((session) => session.offline);
        expect(offline.map(({ clients }) => clients)).toEqual([[clientId]]);
        for (const { id } of offline) {
          expect((await call(first.origin, `DELETE /auth/sessions/${id}`, json)).status).toBe(204);
        }
      },
      ['access token of the JSON sign-in', 'refresh token of the JSON sign-in'],
    ],
    [
      'POST /auth/logout ends the session of the token',
      ({ json }) => call(first.origin, 'POST /auth/logout', json),
      ['session of the browser', 'access token of the web app', 'refresh token of the web app', 'offline access'],
    ],
    [
      'a revoked refresh token takes its access token along',
      ({ web }) =>
        postForm(`${first.origin}/auth/oauth2/revoke`, { token: web.refresh_token, client_id: 'gatehouse-web' }),
      [
        'session of the browser',
        'access token of the JSON sign-in',
        'refresh token of the JSON sign-in',
        'offline access',
      ],
    ],
    ['the operator ends everything', ({ username }) => admin('sessions', 'end', username), []],
    [
      'the operator ends offline access that outlived its session',
      async ({ username, browser }) => {
        await signOut(browser);
        const sessions = JSON.parse(await admin('sessions', 'list', username)) as Listed[];
        const [offline] = sessions.filter((session) => session.offline);
        await admin('sessions', 'end', username, offline?.id ?? '');
      },
      ['access token of the JSON sign-in', 'refresh token of the JSON sign-in'],
    ],
    [
      'a changed password ends everything',
      ({ json }) =>
        call(first.origin, 'PUT /auth/me/password', json, {
          currentPassword: password,
          newPassword: 'another fine long password',
        }),
      [],
    ],
    ['a reset password ends everything', ({ username }) => admin('users', 'reset-password', username), []],
    ['a disabled account has nothing that goes on', ({ username }) => admin('users', 'disable', username), []],
    ['a deleted account has nothing that goes on', ({ username }) => admin('users', 'delete', username), []],
  ])('%s', async (_, end, left) => {
    const someone = await person();
    await end(someone);
    expect(await working(someone)).toEqual(left);
  });

  it.each([
    ['GET /auth/me', undefined],
    ['PATCH /auth/me', { email: 'thief@example.com' }],
    ['PUT /auth/me/password', { currentPassword: 'another fine long password', newPassword: 'the thief chose this' }],
    ['GET /auth/sessions', undefined],
    ['DELETE /auth/sessions', undefined],
    ['DELETE /auth/sessions/x', undefined],
    ['POST /auth/logout', {}],
    ['GET /auth/users', undefined],
    ['GET /auth/apis', undefined],
  ])('answers %s with 401 to an access token from before the password changed', async (route, body) => {
    const username = await signUp(first.origin);
    const before = await login(first.origin, username);
    const passwords = { currentPassword: password, newPassword: 'another fine long password' };
    expect((await call(first.origin, 'PUT /auth/me/password', before, passwords)).status).toBe(204);
    for (const { origin } of [first, second]) {
      const answer = await call(origin, route, before, body);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  it('calls the back-channel logout of each client when the password changes', async () => {
    const someone = await person();
    logoutTokens.length = 0;
    const passwords = { currentPassword: password, newPassword: 'another fine long password' };
    await call(first.origin, 'PUT /auth/me/password', someone.json, passwords);
    expect(logoutTokens.map((token) => decodeJwt(token))).toEqual([
      expect.objectContaining({
        aud: clientId,
        sub: decodeJwt(someone.json.access_token).sub,
        sid: expect.any(String),
      }),
    ]);
  });

  it('is over for a client that was removed, and is in no list', async () => {
    const client = await addOfflineClient();
    const someone = await person();
    const offline = await offlineTokens(someone.browser, client);
    await signOut(someone.browser);
    await admin('clients', 'remove', client);
    expect((await refresh(second.origin, offline.refresh_token, client)).status).toBe(401);
    expect((await list(someone.json)).flatMap(({ clients }) => clients)).not.toContain(client);
  });

  it('does not come back by a request that was under way when the person signed out', async () => {
    const someone = await person();
    const request = authorizationRequest(first.origin, { prompt: 'none' });
    const [{ left }] = await Promise.all([someone.browser.navigate(request.url), signOut(someone.browser)]);
    const code = left?.searchParams.get('code');
    if (code) {
      const late = await redeem(second.origin, code, request.verifier);
      expect(late.status).toBe(400);
    }
    expect(await working(someone)).not.toContain('session of the browser');
  });

  describe('by somebody else, at the moment of a sign-in,', () => {
    const newPassword = 'another fine long password';
    const changePassword = (tokens: Tokens) =>
      call(first.origin, 'PUT /auth/me/password', tokens, { currentPassword: password, newPassword });
    /** Keeps a sign-in at the other process, whose password was right, until the work is done. */
    const duringSignIn = async (username: string, work: () => Promise<unknown>): Promise<Tokens> => {
      const { middlewareStack } = second.app.get(DynamoDBDocumentClient);
      const name = 'kept';
      const worked = new Promise((resolve, reject) => {
        middlewareStack.add(
          (next, { commandName }) =>
            async (args) => {
              // After the password: the sessions are counted.
              if (commandName === 'QueryCommand') {
                middlewareStack.remove(name);
                await work().then(resolve, reject);
                // Times are told apart by the second.
                await new Promise((elapsed) => setTimeout(elapsed, 1100));
              }
              return next(args);
            },
          { step: 'initialize', name },
        );
      });
      const tokens = await login(second.origin, username);
      await worked;
      return tokens;
    };
    const goesOn = async (tokens: Tokens) => [
      (await call(first.origin, 'GET /auth/me', tokens)).status,
      (await refresh(first.origin, tokens.refresh_token)).status,
    ];
    const disableAndEnable = async (username: string) => {
      await admin('users', 'disable', username);
      await admin('users', 'enable', username);
    };
    /** The browser has sent the password, and does not follow the answer yet. */
    const submitted = async (browser: Browser, username: string): Promise<string> => {
      const page = await (await browser.navigate(authorizationRequest(first.origin).url)).response.text();
      const response = await browser.request(formAction(page, '/login'), {
        method: 'POST',
        body: new URLSearchParams({ username, password }),
        headers: { origin: first.origin, 'sec-fetch-site': 'same-origin' },
      });
      return response.headers.get('location') ?? '';
    };

    it('ends a sign-in with the password that is changed meanwhile', async () => {
      const username = await signUp(first.origin);
      const tokens = await login(first.origin, username);
      const late = await duringSignIn(username, () => changePassword(tokens));
      expect(await goesOn(late)).toEqual([401, 400]);
    });

    it('ends a sign-in to an account that is disabled meanwhile, also once it is enabled', async () => {
      const username = await signUp(first.origin);
      const late = await duringSignIn(username, () => admin('users', 'disable', username));
      await admin('users', 'enable', username);
      expect(await goesOn(late)).toEqual([401, 400]);
      expect(await goesOn(await login(second.origin, username))).toEqual([200, 200]);
    });

    it.each<[string, (username: string) => Promise<unknown>]>([
      ['disabling and enabling the account', disableAndEnable],
      ['the operator', (username) => admin('sessions', 'end', username)],
    ])('ends by %s what the browser has not gone on with yet', async (_, end) => {
      const username = await signUp(first.origin);
      const browser = new Browser(first.origin);
      const location = await submitted(browser, username);
      await end(username);
      expect((await browser.navigate(location)).left).toBeUndefined();
    });

    it('ends twice within a second what came between', async () => {
      const username = await signUp(first.origin);
      await disableAndEnable(username);
      const between = await login(first.origin, username);
      await disableAndEnable(username);
      expect(await goesOn(between)).toEqual([401, 400]);
      expect(await goesOn(await login(first.origin, username))).toEqual([200, 200]);
    });

    it('leaves a sign-in with the new password alone, however long a client takes to be told', async () => {
      const { username, json } = await person();
      let answer = () => {};
      logoutsAnswer = new Promise((resolve) => (answer = resolve));
      const called = new Promise((resolve) => logouts.once('request', resolve));
      const changing = changePassword(json);
      await called;
      const signedIn = await postJson(`${second.origin}/auth/login`, { username, password: newPassword });
      answer();
      expect((await changing).status).toBe(204);
      expect(await goesOn((await signedIn.json()) as Tokens)).toEqual([200, 200]);
    });
  });

  it('is recorded with who did it', async () => {
    const record = jest.spyOn(first.app.get(AuditLog), 'record');
    const someone = await person();
    const subject = decodeJwt(someone.json.access_token).sub;
    await admin('sessions', 'end', someone.username);
    const actors = record.mock.calls.flatMap(([{ event, actor, subject: of }]) =>
      event === 'revoke' && of === subject ? [actor] : [],
    );
    expect(actors.length).toBeGreaterThan(0);
    expect(new Set(actors)).toEqual(new Set(['operator']));
    record.mockRestore();
  });

  it('bounds the sessions of an account: the oldest end', async () => {
    const username = await signUp(first.origin);
    const oldest = await login(first.origin, username);
    // Sign-ins are told apart by the second.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    let newest = oldest;
    for (let i = 0; i < 100; i++) newest = await login(first.origin, username);
    expect((await list(newest)).length).toBe(100);
    expect((await refresh(first.origin, oldest.refresh_token)).status).toBe(400);
    expect((await refresh(first.origin, newest.refresh_token)).status).toBe(200);
  }, 120_000);
});
