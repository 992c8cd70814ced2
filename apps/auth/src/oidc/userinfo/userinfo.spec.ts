import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { changeRegistry, RegistryStore, withApi } from '@gatehouse/authorization';
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import * as openid from 'openid-client';
import { runAdmin } from '../../admin/admin';
import { authorizationRequest, formAction } from '../../testing/authorization';
import { Browser } from '../../testing/browser';
import { addClient, type AddedClient, basic } from '../../testing/clients';
import {
  audience,
  login,
  password,
  postForm,
  postJson,
  type RunningAuth,
  signUp,
  startAuth,
  type Tokens,
} from '../../testing/running-auth';

const redirect = 'https://client.example/callback';
const tools = {
  name: 'tools',
  title: 'Tools',
  resource: 'https://tools.example',
  scopes: [{ name: 'tools:use', title: 'Use tools', detail: 'All of them', roles: ['user'], clients: true }],
};

describe('Userinfo', () => {
  let auth: RunningAuth;
  let client: AddedClient;
  let username: string;
  beforeAll(async () => {
    auth = await startAuth();
    await changeRegistry(auth.app.get(RegistryStore, { strict: false }), (seen) => withApi(seen, tools));
    username = await signUp(auth.origin);
    client = await addClient(auth.app, 'spa', [redirect]);
  }, 60_000);
  afterAll(() => auth.stop());

  /** Signs in at the pages and redeems the code. */
  async function signIn(changes: Record<string, string>, { who = username, by = client } = {}): Promise<Tokens> {
    const request = authorizationRequest(auth.origin, { client_id: by.client_id, redirect_uri: redirect, ...changes });
    const browser = new Browser(auth.origin);
    const page = await browser.navigate(request.url);
    let step = await browser.submit(formAction(await page.response.text(), '/login'), { username: who, password });
    if (!step.left) step = await browser.submit(formAction(await step.response.text(), '/consent'), {});
    const answer = await postForm(`${auth.issuer}/oauth2/token`, {
      grant_type: 'authorization_code',
      client_id: by.client_id,
      redirect_uri: redirect,
      code: step.left?.searchParams.get('code') ?? '',
      code_verifier: request.verifier,
      ...(changes['resource'] !== undefined && { resource: changes['resource'] }),
    });
    if (answer.status !== 200) throw new Error(await answer.text());
    return (await answer.json()) as Tokens;
  }

  const ask = (token: string, headers: Record<string, string> = {}) =>
    fetch(`${auth.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}`, ...headers } });

  async function expectRefused(token: string, status = 401, error = 'invalid_token'): Promise<void> {
    const answer = await ask(token);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('www-authenticate')).toContain(`error="${error}"`);
    expect(await answer.json()).toMatchObject({ error });
  }

  async function signed(claims: JWTPayload, typ = 'at+jwt', kid?: string): Promise<string> {
    const file = (auth.environment['SIGNING_KEYS'] ?? '').slice('file:'.length);
    const text = await readFile(file, 'utf8');
    const [own = ''] = /\{[^{}]*"d"\s*:[^{}]*\}/.exec(text) ?? [];
    const jwk = JSON.parse(own) as JWK & { kid: string };
    const header = { alg: 'RS256', typ, kid: kid ?? jwk.kid };
    return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(jwk, 'RS256'));
  }

  it.each([
    ['openid profile email', { preferred_username: true }],
    ['openid profile email messages:read', { preferred_username: true }],
    ['openid messages:read', { preferred_username: false }],
    ['openid profile offline_access messages:read', { preferred_username: true }],
  ])('answers a token for %s with the claims of its scopes', async (scope, { preferred_username }) => {
    const tokens = await signIn({ scope, prompt: 'consent' });
    const answer = await ask(tokens.access_token);
    expect(answer.status).toBe(200);
    const claims = (await answer.json()) as Record<string, unknown>;
    expect(claims['sub']).toBe(decodeJwt(tokens.id_token).sub);
    expect(claims['preferred_username']).toBe(preferred_username ? username : undefined);
    expect(new Set(tokens.scope.split(' '))).toEqual(new Set(scope.split(' ')));
  });

  it('keeps the token for the API what it was: one audience, and the scopes of APIs', async () => {
    const { access_token } = await signIn({ scope: 'openid profile messages:read' });
    expect(decodeJwt(access_token)).toMatchObject({ aud: audience, scope: 'messages:read' });
  });

  it('answers the tokens of a refresh that asks for the scopes of the answer before', async () => {
    const first = await signIn({ scope: 'openid profile offline_access messages:read', prompt: 'consent' });
    const form = { grant_type: 'refresh_token', client_id: client.client_id };
    const refreshed = await postForm(`${auth.issuer}/oauth2/token`, {
      ...form,
      refresh_token: first.refresh_token,
      scope: first.scope,
    });
    const second = (await refreshed.json()) as Tokens;
    expect(second.id_token).toBeDefined();
    expect(second.scope).toBe(first.scope);
    expect((await ask(second.access_token)).status).toBe(200);
    const narrow = await postForm(`${auth.issuer}/oauth2/token`, {
      ...form,
      refresh_token: second.refresh_token,
      scope: 'messages:read',
    });
    const third = (await narrow.json()) as Tokens;
    expect(third.scope).toBe('messages:read');
    await expectRefused(third.access_token, 403, 'insufficient_scope');
  });

  it('answers the tokens of the JSON sign-in, and of its refresh', async () => {
    const tokens = await login(auth.origin, username);
    expect(await (await ask(tokens.access_token)).json()).toMatchObject({ preferred_username: username });
    const form = { grant_type: 'refresh_token', client_id: 'gatehouse-web', refresh_token: tokens.refresh_token };
    const refreshed = (await (await postForm(`${auth.issuer}/oauth2/token`, form)).json()) as Tokens;
    expect((await ask(refreshed.access_token)).status).toBe(200);
  });

  it('refuses a token that was issued without openid: 403, and says which scope is missing', async () => {
    const { access_token } = await signIn({ scope: 'messages:read' });
    await expectRefused(access_token, 403, 'insufficient_scope');
    expect((await ask(access_token)).headers.get('www-authenticate')).toContain('scope="openid"');
  });

  // A service of somebody else that was sent a token must not read the profile with it.
  it('refuses a token for one API alone, also beside openid', async () => {
    const { access_token } = await signIn({ scope: 'openid profile tools:use', resource: tools.resource });
    expect(decodeJwt(access_token)).toMatchObject({ aud: tools.resource, scope: 'tools:use' });
    expect(decodeJwt(access_token)).not.toHaveProperty('identity_scope');
    await expectRefused(access_token);
  });

  it('refuses the token of a client on its own behalf', async () => {
    const machine = await addClient(auth.app, 'service', [], '--scope', 'tools:use');
    const form = { grant_type: 'client_credentials', scope: 'tools:use' };
    const answer = await postForm(`${auth.issuer}/oauth2/token`, form, basic(machine));
    await expectRefused(((await answer.json()) as Tokens).access_token, 403, 'insufficient_scope');
  });

  it('refuses whatever is not an access token of this server as it was issued', async () => {
    const { access_token, id_token, refresh_token } = await login(auth.origin, username);
    const claims = decodeJwt(access_token);
    expect((await ask(await signed(claims))).status).toBe(200);
    const [header = '', , signature = ''] = access_token.split('.');
    const past = Math.floor(Date.now() / 1000) - 10;
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const refused = [
      id_token,
      refresh_token,
      [header, Buffer.from(JSON.stringify({ ...claims, sub: 'x' })).toString('base64url'), signature].join('.'),
      [Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url'), access_token.split('.')[1], ''].join('.'),
      await new SignJWT(claims).setProtectedHeader(decodeProtectedHeader(access_token) as never).sign(stranger),
      await signed(claims, 'JWT'),
      await signed(claims, 'logout+jwt'),
      await signed(claims, 'at+jwt', 'another-key'),
      await signed({ ...claims, exp: past, iat: past - 300 }),
      await signed({ ...claims, iss: 'https://elsewhere.example' }),
      await signed({ ...claims, aud: 'https://elsewhere.example' }),
      await signed({ ...claims, aud: client.client_id }),
      await signed({ ...claims, grant_id: 'another' }),
      await signed({ ...claims, client_id: client.client_id }),
      await signed({ ...claims, sub: 'another' }),
    ];
    for (const token of refused) await expectRefused(token);
  });

  describe('ends with what the token came from:', () => {
    const scopes = ['openid profile', 'openid profile messages:read'];

    it.each(scopes)('the client (%s)', async (scope) => {
      const by = await addClient(auth.app, 'spa', [redirect]);
      const { access_token } = await signIn({ scope }, { by });
      expect((await ask(access_token)).status).toBe(200);
      await runAdmin(auth.app, ['clients', 'remove', by.client_id]);
      await expectRefused(access_token);
    });

    it.each(scopes)('the session (%s)', async (scope) => {
      const who = await signUp(auth.origin);
      const { access_token } = await signIn({ scope }, { who });
      expect((await ask(access_token)).status).toBe(200);
      await runAdmin(auth.app, ['sessions', 'end', who]);
      await expectRefused(access_token);
    });

    it('the grant, which a revoked refresh token ends', async () => {
      const scope = 'openid profile offline_access messages:read';
      const { access_token, refresh_token } = await signIn({ scope, prompt: 'consent' });
      expect((await ask(access_token)).status).toBe(200);
      await postForm(`${auth.issuer}/oauth2/revoke`, { token: refresh_token, client_id: client.client_id });
      await expectRefused(access_token);
    });

    it.each(scopes)('the password, and not what was signed in after its change (%s)', async (scope) => {
      const who = await signUp(auth.origin);
      const before = await signIn({ scope }, { who });
      expect((await ask(before.access_token)).status).toBe(200);
      const { access_token } = await login(auth.origin, who);
      const next = 'eleven quiet harbours';
      const change = (currentPassword: string, newPassword: string) =>
        fetch(`${auth.issuer}/me/password`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ currentPassword, newPassword }),
        });
      expect((await change(password, next)).status).toBe(204);
      await expectRefused(before.access_token);
      await expectRefused(access_token);
      const answer = await postJson(`${auth.issuer}/login`, { username: who, password: next });
      const after = (await answer.json()) as Tokens;
      expect((await ask(after.access_token)).status).toBe(200);
    });
  });

  it('asks for proof of the key that a token is bound to', async () => {
    const config = await openid.discovery(new URL(auth.issuer), client.client_id, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    const verifier = openid.randomPKCECodeVerifier();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirect,
      scope: 'openid profile messages:read',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const browser = new Browser(auth.origin);
    const page = await browser.navigate(url.href);
    let step = await browser.submit(formAction(await page.response.text(), '/login'), { username, password });
    if (!step.left) step = await browser.submit(formAction(await step.response.text(), '/consent'), {});
    const tokens = await openid.authorizationCodeGrant(
      config,
      step.left as URL,
      { pkceCodeVerifier: verifier },
      undefined,
      { DPoP },
    );
    const subject = tokens.claims()?.sub ?? '';
    const mine = await openid.fetchUserInfo(config, tokens.access_token, subject, { DPoP });
    expect(mine).toMatchObject({ preferred_username: username });
    await expectRefused(tokens.access_token);
    const thief = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    await expect(openid.fetchUserInfo(config, tokens.access_token, subject, { DPoP: thief })).rejects.toMatchObject({
      cause: [expect.objectContaining({ parameters: expect.objectContaining({ error: 'invalid_token' }) })],
    });
  });

  it.each(['openid profile email', 'openid profile email messages:read', 'openid email'])(
    'has its claims in the ID token, too: %s',
    async (scope) => {
      const { access_token } = await login(auth.origin, username);
      const mail = await fetch(`${auth.issuer}/me`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: '{"email":"person@example.com"}',
      });
      expect(mail.status).toBe(200);
      const { id_token } = await signIn({ scope });
      const claims = decodeJwt(id_token);
      expect(claims).toMatchObject({ email: 'person@example.com', email_verified: false });
      expect(claims['name']).toBe(scope.includes('profile') ? 'A Person' : undefined);
      expect(claims['preferred_username']).toBe(scope.includes('profile') ? username : undefined);
      const json = decodeJwt((await login(auth.origin, username)).id_token);
      expect(json).toMatchObject({ email: 'person@example.com', name: 'A Person', preferred_username: username });
    },
  );
});
