import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { runAdmin } from '../../admin/admin';
import { authorizationRequest, formAction, redeem, redirectUri, signInForCode } from '../../testing/authorization';
import { Browser } from '../../testing/browser';
import { addClient, type AddedClient, basic } from '../../testing/clients';
import { keyOf, OidcItems } from '../storage/oidc-items';
import { password, postForm, type RunningAuth, signUp, startAuth, type Tokens } from '../../testing/running-auth';

const app = 'https://app.example.com';
const webOrigin = 'http://localhost:3000';
const exposed = 'WWW-Authenticate, DPoP-Nonce, Retry-After';

describe('The pages of a registered client', () => {
  let auth: RunningAuth;
  let spa: AddedClient;
  let username: string;
  beforeAll(async () => {
    auth = await startAuth();
    username = await signUp(auth.origin);
    spa = await addClient(auth.app, 'spa', [`${app}/some/callback`, 'https://second.example:8443/', `${webOrigin}/x`]);
  }, 60_000);
  afterAll(() => auth.stop());

  const readableBy = (response: Response) => response.headers.get('access-control-allow-origin');
  const send = (path: string, client_id: string, origin: string, form: Record<string, string> = {}) =>
    postForm(`${auth.issuer}/oauth2${path}`, { client_id, ...form }, { origin });
  const refreshAt = (client_id: string, origin: string) =>
    send('/token', client_id, origin, { grant_type: 'refresh_token', refresh_token: 'none' });

  /** Tokens of a whole sign-in, redeemed from a page of `origin`. */
  async function tokensOf(client_id: string, redirect: string, scope: string) {
    const changes = { client_id, redirect_uri: redirect, scope };
    const request = authorizationRequest(auth.origin, changes);
    const browser = new Browser(auth.origin);
    const page = await browser.navigate(request.url);
    let step = await browser.submit(formAction(await page.response.text(), '/login'), { username, password });
    if (!step.left) step = await browser.submit(formAction(await step.response.text(), '/consent'), {});
    const answer = await postForm(
      `${auth.issuer}/oauth2/token`,
      {
        grant_type: 'authorization_code',
        client_id,
        redirect_uri: redirect,
        code: step.left?.searchParams.get('code') ?? '',
        code_verifier: request.verifier,
      },
      { origin: new URL(redirect).origin },
    );
    return { answer, tokens: (await answer.clone().json()) as Tokens };
  }

  const userinfo = (token: string, origin: string) =>
    fetch(`${auth.issuer}/oauth2/userinfo`, { headers: { origin, authorization: `Bearer ${token}` } });

  it.each(['/token', '/par', '/revoke', '/introspect'])('read the answers of %s, errors included', async (path) => {
    const answer = await send(path, spa.client_id, app);
    expect(answer.status).toBe(400);
    expect(readableBy(answer)).toBe(app);
    expect(answer.headers.get('access-control-expose-headers')).toBe(exposed);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toMatch(/\borigin\b/i);
  });

  it('read an invalid_grant, and may be on each of its origins', async () => {
    for (const origin of [app, 'https://second.example:8443', webOrigin]) {
      const answer = await refreshAt(spa.client_id, origin);
      expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
      expect(readableBy(answer)).toBe(origin);
    }
  });

  it.each([
    'null',
    'https://evil.example',
    'https://app.example.com.evil.com',
    'https://evil-app.example.com',
    'https://evil.com/app.example.com',
    'http://app.example.com',
    'https://app.example.com:444',
    'https://app.example.com:443',
    'https://app.example.com.',
    'https://app.example.com/',
    'https://app.example.com/some/callback',
    'https://APP.example.com',
    'HTTPS://app.example.com',
    'https://user@app.example.com',
    'https://app.example.com, https://evil.example',
    'https://second.example',
    'http://127.0.0.1:3000',
    '*',
  ])('are not those of the origin %s', async (origin) => {
    const answer = await refreshAt(spa.client_id, origin);
    expect(answer.status).toBe(400);
    expect(readableBy(answer)).toBeNull();
  });

  it('read nothing for another client, nor for one that is not there', async () => {
    const other = await addClient(auth.app, 'spa', ['https://other.example/callback']);
    expect(readableBy(await refreshAt(other.client_id, app))).toBeNull();
    expect(readableBy(await refreshAt('nobody', app))).toBeNull();
    expect(readableBy(await refreshAt(other.client_id, 'https://other.example'))).toBe('https://other.example');
    const both = await postForm(
      `${auth.issuer}/oauth2/token`,
      { client_id: spa.client_id, grant_type: 'refresh_token', refresh_token: 'none' },
      { origin: app, ...basic({ client_id: other.client_id, client_secret: 'x' }) },
    );
    expect(both.status).toBe(400);
    expect(readableBy(both)).toBeNull();
  });

  it.each<[string, string, string]>([
    ['web', `${app}/callback`, app],
    ['web', 'http://localhost:5000/callback', 'http://localhost:5000'],
    ['native', 'http://127.0.0.1/callback', 'http://127.0.0.1'],
    ['native', 'com.example.app:/callback', 'com.example.app://'],
    ['native', 'com.example.app:/callback', 'null'],
  ])('are not those of a %s client with %s', async (kind, redirect, origin) => {
    const client = await addClient(auth.app, kind, [redirect]);
    expect(readableBy(await refreshAt(client.client_id, origin))).toBeNull();
    if (kind !== 'web') return;
    const answer = await postForm(
      `${auth.issuer}/oauth2/token`,
      { grant_type: 'refresh_token', refresh_token: 'none' },
      { origin, ...basic(client) },
    );
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
    expect(readableBy(answer)).toBeNull();
  });

  it('are not those of a client whose address in the clear was taken by an earlier version', async () => {
    const client = await addClient(auth.app, 'spa', ['https://intranet.example/callback']);
    const items = auth.app.get(OidcItems, { strict: false });
    const key = keyOf('Client', client.client_id);
    const payload = (await items.get(key))?.payload ?? '';
    const older = payload.replace('https://intranet', 'http://intranet');
    expect(await items.replacePayload(key, payload, older)).toBe(true);
    expect(readableBy(await refreshAt(client.client_id, 'http://intranet.example'))).toBeNull();
  });

  it.each(['http://localhost:5173', 'http://127.0.0.1:5173', 'http://[::1]:5173'])(
    'may be on this machine: %s, and no other port',
    async (origin) => {
      const { client_id } = await addClient(auth.app, 'spa', [`${origin}/callback`]);
      expect(readableBy(await refreshAt(client_id, origin))).toBe(origin);
      expect(readableBy(await refreshAt(client_id, origin.replace('5173', '5174')))).toBeNull();
    },
  );

  it('read nothing any more once the client is removed', async () => {
    const { client_id } = await addClient(auth.app, 'spa', [`${app}/callback`]);
    const { tokens } = await tokensOf(client_id, `${app}/callback`, 'openid');
    expect(readableBy(await userinfo(tokens.access_token, app))).toBe(app);
    await runAdmin(auth.app, ['clients', 'remove', client_id]);
    for (const answer of [await refreshAt(client_id, app), await userinfo(tokens.access_token, app)]) {
      expect(answer.status).toBe(401);
      expect(readableBy(answer)).toBeNull();
    }
  });

  it.each(['openid profile', 'openid profile messages:read'])('read userinfo with a token for %s', async (scope) => {
    const { answer, tokens } = await tokensOf(spa.client_id, `${app}/some/callback`, scope);
    expect(answer.status).toBe(200);
    expect(readableBy(answer)).toBe(app);
    const mine = await userinfo(tokens.access_token, app);
    expect(await mine.json()).toMatchObject({ preferred_username: username });
    expect(readableBy(mine)).toBe(app);
    for (const origin of ['https://evil.example', 'null', 'http://localhost:3001']) {
      expect(readableBy(await userinfo(tokens.access_token, origin))).toBeNull();
    }
  });

  it('read why userinfo refused a token of an API, and no other page does', async () => {
    const { tokens } = await tokensOf(spa.client_id, `${app}/some/callback`, 'openid messages:read');
    const forged = `${tokens.access_token.slice(0, -8)}AAAAAAAA`;
    const refused = await userinfo(forged, app);
    expect(refused.status).toBe(401);
    expect(readableBy(refused)).toBe(app);
    expect(readableBy(await userinfo(forged, 'https://evil.example'))).toBeNull();
    expect(readableBy(await userinfo('nothing', app))).toBeNull();
  });

  it('send what they want to send: a preflight names no client', async () => {
    for (const path of ['token', 'userinfo', 'revoke', 'introspect', 'par']) {
      const answer = await fetch(`${auth.issuer}/oauth2/${path}`, {
        method: 'OPTIONS',
        headers: {
          origin: app,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,dpop,content-type',
        },
      });
      expect(answer.status).toBe(204);
      expect(readableBy(answer)).toBe(app);
      expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
      expect(answer.headers.get('access-control-allow-headers')).toBe('authorization,dpop,content-type');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it.each(['/authorize', '/logout'])('are led to %s and do not call it', async (path) => {
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await fetch(`${auth.issuer}/oauth2${path}?client_id=${spa.client_id}`, {
        method,
        redirect: 'manual',
        headers: { origin: app, 'access-control-request-method': 'GET' },
      });
      expect(readableBy(answer)).toBeNull();
    }
  });

  it('are those of WEB_ORIGINS for the first-party client alone', async () => {
    const request = authorizationRequest(auth.origin);
    const { code } = await signInForCode(new Browser(auth.origin), request, username);
    const tokens = (await (await redeem(auth.origin, code, request.verifier)).json()) as Tokens;
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    const answer = await send('/token', 'gatehouse-web', new URL(redirectUri).origin, form);
    expect(answer.status).toBe(200);
    expect(readableBy(answer)).toBe(webOrigin);
    expect(readableBy(await userinfo(tokens.access_token, webOrigin))).toBe(webOrigin);
    expect(readableBy(await refreshAt('gatehouse-web', app))).toBeNull();
    const elsewhere = await addClient(auth.app, 'spa', [`${app}/callback`]);
    expect(readableBy(await refreshAt(elsewhere.client_id, webOrigin))).toBeNull();
    // The account belongs to the first-party client.
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const me = (origin: string) => fetch(`${auth.issuer}/me`, { headers: { ...headers, origin } });
    expect(readableBy(await me(webOrigin))).toBe(webOrigin);
    expect(readableBy(await me(app))).toBeNull();
  });

  it.each([
    '/auth/.well-known/openid-configuration',
    '/auth/.well-known/jwks.json',
    '/.well-known/openid-configuration/auth',
    '/.well-known/oauth-authorization-server/auth',
    '/.well-known/oauth-protected-resource/auth',
  ])('and of everyone read %s', async (path) => {
    for (const origin of [app, 'https://evil.example', 'null', webOrigin]) {
      const answer = await fetch(`${auth.origin}${path}`, { headers: { origin } });
      expect(answer.status).toBe(200);
      expect(readableBy(answer)).toBe('*');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      const preflight = await fetch(`${auth.origin}${path}`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'mcp-protocol-version',
        },
      });
      expect(preflight.status).toBe(204);
      expect(['*', origin]).toContain(readableBy(preflight));
      expect(preflight.headers.get('access-control-allow-headers')).toMatch(/^(\*|mcp-protocol-version)$/);
    }
  });

  it('read that the store is out of reach', async () => {
    const store = auth.app.get(DynamoDBDocumentClient, { strict: false });
    const outage = jest.spyOn(store, 'send').mockImplementation(() => {
      throw new StoreUnavailableError(1);
    });
    try {
      const answer = await refreshAt(spa.client_id, app);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).not.toBeNull();
      expect(['*', app]).toContain(readableBy(answer));
    } finally {
      outage.mockRestore();
    }
  });

  it('read that a body is too large', async () => {
    const answer = await refreshAt(`${spa.client_id}${'x'.repeat(60 * 1024)}`, app);
    expect(answer.status).toBe(413);
    expect(['*', app]).toContain(readableBy(answer));
  });
});
