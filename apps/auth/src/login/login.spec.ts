import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { authorizationRequest } from '../testing/authorization';
import {
  audience,
  login,
  password,
  postForm,
  postJson,
  refresh,
  type RunningAuth,
  signUp,
  startAuth,
  type Tokens,
} from '../testing/running-auth';

describe('POST /auth/login', () => {
  let auth: RunningAuth;
  let username: string;
  beforeAll(async () => {
    auth = await startAuth();
    username = await signUp(auth.origin);
  }, 60_000);
  afterAll(() => auth.stop());

  const verify = (token: string, typ?: string) =>
    jwtVerify(token, createRemoteJWKSet(new URL(`${auth.issuer}/.well-known/jwks.json`)), {
      issuer: auth.issuer,
      algorithms: ['RS256'],
      ...(typ && { typ }),
    });

  it('issues an access token as RFC 9068 says, an ID token and a refresh token', async () => {
    const tokens = await login(auth.origin, username);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'messages:read messages:write' });
    const { payload, protectedHeader } = await verify(tokens.access_token, 'at+jwt');
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: expect.any(String) });
    expect(payload).toEqual({
      iss: auth.issuer,
      sub: expect.any(String),
      aud: audience,
      exp: (payload.iat ?? 0) + 300,
      iat: expect.any(Number),
      jti: expect.any(String),
      client_id: 'gatehouse-web',
      scope: 'messages:read messages:write',
      roles: ['user'],
      username,
      sid: expect.any(String),
      auth_time: expect.any(Number),
      grant_id: expect.any(String),
      identity_scope: 'openid profile email',
    });
    const id = await verify(tokens.id_token);
    expect(id.payload).toMatchObject({
      aud: 'gatehouse-web',
      sub: payload.sub,
      sid: payload['sid'],
      preferred_username: username,
      name: 'A Person',
    });
  });

  it('issues a refresh token that is good at the token endpoint', async () => {
    const first = await login(auth.origin, username);
    const response = await refresh(auth.origin, first.refresh_token);
    expect(response.status).toBe(200);
    const second = (await response.json()) as Tokens;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const { jti: _a, iat: _b, exp: _c, ...before } = decodeJwt(first.access_token);
    const { jti: _d, iat: _e, exp: _f, ...after } = decodeJwt(second.access_token);
    expect(after).toEqual(before);
  });

  it.each([
    ['messages:read', 'messages:read'],
    ['messages:write messages:read messages:write', 'messages:read messages:write'],
    ['messages:read messages:moderate users:manage openid nothing:known', 'messages:read'],
    ['nothing:known', ''],
  ])('narrows the token to the scopes that are asked for: %s', async (asked, granted) => {
    const answer = await postJson(`${auth.origin}/auth/login`, { username, password, scope: asked });
    const tokens = (await answer.json()) as Tokens;
    expect([answer.status, tokens.scope]).toEqual([200, granted]);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: audience });
    expect(decodeJwt(tokens.access_token)['scope'] ?? '').toBe(granted);
    // And it stays so narrow.
    const next = (await (await refresh(auth.origin, tokens.refresh_token)).json()) as Tokens;
    expect(decodeJwt(next.access_token)['scope'] ?? '').toBe(granted);
  });

  it.each(['', ' messages:read', 'messages:read  messages:write', 'a"b', 'x'.repeat(5000)])(
    'refuses the scope %j',
    async (scope) => {
      expect((await postJson(`${auth.origin}/auth/login`, { username, password, scope })).status).toBe(400);
    },
  );

  it('lets the user in where a token is asked for', async () => {
    const { access_token } = await login(auth.origin, username);
    const me = await fetch(`${auth.origin}/auth/me`, { headers: { authorization: `Bearer ${access_token}` } });
    expect(me.status).toBe(200);
  });

  it('answers a wrong password and a missing account alike', async () => {
    const wrong = await postJson(`${auth.origin}/auth/login`, { username, password: 'not the password' });
    const missing = await postJson(`${auth.origin}/auth/login`, {
      username: 'nobody-here',
      password: 'not the password',
    });
    expect([wrong.status, await wrong.text()]).toEqual([missing.status, await missing.text()]);
    expect(wrong.status).toBe(401);
  });

  it('ends the session, and with it the refresh token, at log-out', async () => {
    const tokens = await login(auth.origin, username);
    const other = await login(auth.origin, username);
    const response = await postJson(`${auth.origin}/auth/logout`, undefined, {
      authorization: `Bearer ${tokens.access_token}`,
    });
    expect(response.status).toBe(204);
    expect((await refresh(auth.origin, tokens.refresh_token)).status).toBe(400);
    expect((await refresh(auth.origin, other.refresh_token)).status).toBe(200);
  });

  it('is listed among the sessions until its family ends', async () => {
    const someone = await signUp(auth.origin);
    const [mine, other] = [await login(auth.origin, someone), await login(auth.origin, someone)];
    const count = async () => {
      const response = await fetch(`${auth.origin}/auth/sessions`, {
        headers: { authorization: `Bearer ${mine.access_token}` },
      });
      return ((await response.json()) as { items: unknown[] }).items.length;
    };
    expect(await count()).toBe(2);
    await postForm(`${auth.origin}/auth/oauth2/revoke`, { token: other.refresh_token, client_id: 'gatehouse-web' });
    expect(await count()).toBe(1);
  });
});

describe('Behind a public address', () => {
  it('signs in without any web origin, keeps cookies to HTTPS and lets no page read tokens', async () => {
    const auth = await startAuth({ AUTH_ISSUER: 'https://id.example.com/stage/auth' });
    const username = await signUp(auth.origin);
    const tokens = await login(auth.origin, username);
    expect(decodeJwt(tokens.access_token).iss).toBe('https://id.example.com/stage/auth');
    const refreshed = await postForm(
      `${auth.origin}/auth/oauth2/token`,
      { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, client_id: 'gatehouse-web' },
      { origin: 'http://localhost:3000' },
    );
    expect(refreshed.status).toBe(200);
    expect(refreshed.headers.get('access-control-allow-origin')).toBeNull();
    const metadata = await fetch(`${auth.origin}/.well-known/oauth-authorization-server/stage/auth`, {
      headers: { origin: 'http://localhost:3000' },
    });
    expect(await metadata.json()).toMatchObject({
      issuer: 'https://id.example.com/stage/auth',
      token_endpoint: 'https://id.example.com/stage/auth/oauth2/token',
    });
    await auth.stop();
  });

  it('redirects to the origins that it is given', async () => {
    const auth = await startAuth({
      AUTH_ISSUER: 'https://id.example.com/auth',
      WEB_ORIGINS: 'https://app.example.com',
    });
    const { url } = authorizationRequest(auth.origin, { redirect_uri: 'https://app.example.com/callback' });
    const response = await fetch(url, { redirect: 'manual' });
    expect(response.headers.get('location')).toMatch(/^\/auth\/sign-in\//);
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/; secure/i);
    const local = authorizationRequest(auth.origin);
    expect((await fetch(local.url, { redirect: 'manual' })).status).toBe(400);
    await auth.stop();
  });
});
