import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient } from '@gatehouse/dynamodb';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { authorizationRequest, formAction, redeem, signInForCode } from '../testing/authorization';
import { Browser } from '../testing/browser';
import { messagesCard, ordersCard } from '../testing/cards';
import {
  audience,
  login,
  password,
  postForm,
  refresh,
  type RunningAuth,
  signUp,
  startAuth,
  type Tokens,
} from '../testing/running-auth';
import { runAdmin } from './admin';

interface Added {
  client_id: string;
  client_secret: string;
}

describe('The admin command', () => {
  let auth: RunningAuth;
  let folder: string;
  let username: string;
  const run = (...words: string[]) => runAdmin(auth.app, words);
  const json = async <T>(...words: string[]) => JSON.parse(await run(...words)) as T;
  const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    postForm(`${auth.origin}/auth/oauth2/token`, form, headers);
  const basic = ({ client_id, client_secret }: Added) => ({
    authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
  });

  beforeAll(async () => {
    auth = await startAuth();
    folder = await mkdtemp(join(tmpdir(), 'admin-'));
    username = await signUp(auth.origin);
  }, 60_000);
  afterAll(async () => {
    await auth.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('adds a service that gets tokens with its secret, within its scope, until it is removed', async () => {
    const client = await json<Added>(
      'clients',
      'add',
      '--name',
      'Reports',
      '--kind',
      'service',
      '--scope',
      'messages:read',
    );
    const good = await token({ grant_type: 'client_credentials', scope: 'messages:read' }, basic(client));
    const body = (await good.json()) as Tokens;
    expect(good.status).toBe(200);
    expect(decodeJwt(body.access_token)).toMatchObject({
      sub: client.client_id,
      client_id: client.client_id,
      aud: 'urn:gatehouse:api',
      scope: 'messages:read',
    });
    const more = await token({ grant_type: 'client_credentials', scope: 'messages:read users:manage' }, basic(client));
    expect(((await more.json()) as Partial<Tokens>).scope).toBe('messages:read');
    // RFC 6749 §5.2: nothing of what was asked for is left.
    const nothing = await token({ grant_type: 'client_credentials', scope: 'users:manage' }, basic(client));
    expect([nothing.status, await nothing.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_scope' })]);
    const wrong = await token({ grant_type: 'client_credentials' }, basic({ ...client, client_secret: 'wrong' }));
    expect(wrong.status).toBe(401);

    const store = createDynamoDbClient({ endpoint: auth.environment['DYNAMODB_ENDPOINT'] ?? '' });
    const { Items } = await store.send(new ScanCommand({ TableName: 'gatehouse-oidc' }));
    store.destroy();
    expect(JSON.stringify(Items)).toContain('Reports');
    expect(JSON.stringify(Items)).not.toContain(client.client_secret);
    expect(await run('clients', 'list')).toContain('Reports');
    expect(await run('clients', 'list')).not.toContain('client_secret"');

    const renewed = await json<Added>('clients', 'renew-secret', client.client_id);
    expect((await token({ grant_type: 'client_credentials' }, basic(client))).status).toBe(401);
    expect((await token({ grant_type: 'client_credentials' }, basic(renewed))).status).toBe(200);
    await run('clients', 'remove', client.client_id);
    expect((await token({ grant_type: 'client_credentials' }, basic(renewed))).status).toBe(401);
  });

  it('adds a service that proves itself with a key, once per proof', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const path = join(folder, 'jwks.json');
    await writeFile(path, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }] }));
    const client = await json<Added>(
      'clients',
      'add',
      '--name',
      'Keyed',
      '--kind',
      'service',
      '--scope',
      'messages:read',
      '--jwks',
      path,
    );
    expect(client.client_secret).toBeUndefined();
    const assertion = await new SignJWT({ jti: 'proof-1' })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuer(client.client_id)
      .setSubject(client.client_id)
      .setAudience(auth.issuer)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    };
    const answers = await Promise.all(Array.from({ length: 10 }, () => token(form)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
  });

  it('adds a web client that users consent to, or not', async () => {
    const redirect = 'https://reports.example/callback';
    const client = await json<Added>(
      'clients',
      'add',
      '--name',
      'Reports <b>',
      '--kind',
      'web',
      '--redirect-uri',
      redirect,
    );
    const changes = {
      client_id: client.client_id,
      redirect_uri: redirect,
      scope: 'openid profile messages:read users:manage',
    };
    const begin = async () => {
      const browser = new Browser(auth.origin);
      const request = authorizationRequest(auth.origin, changes);
      const page = await browser.navigate(request.url);
      const signedIn = await browser.submit(formAction(await page.response.text(), '/login'), { username, password });
      return { browser, request, page: await signedIn.response.text() };
    };
    const refused = await begin();
    expect(refused.page).toContain('Allow Reports &lt;b&gt; to use your account?');
    expect(refused.page).toContain('Read your messages');
    // No administrator, so there is nothing to allow.
    expect(refused.page).not.toContain('Manage users');
    const no = await refused.browser.submit(formAction(refused.page, '/cancel'), {});
    expect(no.left?.searchParams.get('error')).toBe('access_denied');

    const allowed = await begin();
    const yes = await allowed.browser.submit(formAction(allowed.page, '/consent'), {});
    const code = yes.left?.searchParams.get('code') ?? '';
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: allowed.request.verifier,
    };
    const response = await token(form, basic(client));
    expect(response.status).toBe(200);
    const tokens = (await response.json()) as Tokens;
    expect(tokens.scope).toBe('openid profile messages:read');
    expect(tokens.refresh_token).toBeUndefined();
    const again = await allowed.browser.navigate(authorizationRequest(auth.origin, changes).url);
    expect(again.left?.searchParams.get('code')).toBeTruthy();

    const introspect = (value: string, headers: Record<string, string>) =>
      postForm(`${auth.origin}/auth/oauth2/introspect`, { token: value }, headers);
    const mine = await login(auth.origin, username);
    // A refresh token is nobody's business but its client's.
    expect(await (await introspect(mine.refresh_token, basic(client))).json()).toEqual({ active: false });
    const own = await postForm(`${auth.origin}/auth/oauth2/introspect`, {
      token: mine.refresh_token,
      client_id: 'gatehouse-web',
    });
    expect(await own.json()).toMatchObject({ active: true, client_id: 'gatehouse-web' });
    expect(await (await introspect('nothing', basic(client))).json()).toEqual({ active: false });
  });

  it('refuses clients that make no sense', async () => {
    await expect(run('clients', 'add', '--name', 'X', '--kind', 'web')).rejects.toThrow(/redirect_uris/);
    await expect(run('clients', 'add', '--name', 'X')).rejects.toThrow(/--kind/);
    await expect(
      run('clients', 'add', '--name', 'X', '--kind', 'spa', '--redirect-uri', 'https://x.example', '--pkce-optional'),
    ).rejects.toThrow(/secret/);
    await expect(run('clients', 'remove', 'nobody')).rejects.toThrow(/no such client/);
    await expect(run('something')).rejects.toThrow(/no command/);
    await expect(run('clients', 'constructor')).rejects.toThrow(/no command/);
  });

  it('gives roles, which the next refresh shows and sign-in grants scopes for', async () => {
    const someone = await signUp(auth.origin);
    const before = await login(auth.origin, someone);
    await run('roles', 'set', someone, 'user', 'moderator');
    const after = await login(auth.origin, someone);
    expect(after.scope).toBe('messages:read messages:write messages:moderate');
    await run('roles', 'set', someone, 'user');
    const narrowed = (await (await refresh(auth.origin, after.refresh_token)).json()) as Tokens;
    expect(narrowed.scope).toBe('messages:read messages:write');
    expect(decodeJwt(narrowed.access_token)['roles']).toEqual(['user']);
    expect((await refresh(auth.origin, before.refresh_token)).status).toBe(200);
    expect(await run('users', 'show', someone)).toContain(someone);
    expect(await run('users', 'list')).toContain(someone);
  });

  it('applies cards, twice the same, and widens only when it is told to', async () => {
    const file = join(folder, 'orders.json');
    await writeFile(file, JSON.stringify(ordersCard));
    const port = ordersCard.port;
    expect(await run('apis', 'apply', file, '--dry-run')).toContain(`+ api orders (http://localhost:${port}/orders)`);
    expect(await run('apis', 'list')).not.toContain('orders');
    expect(await run('apis', 'apply', file, '--origin', 'https://api.example.com')).toContain(
      '+ api orders (https://api.example.com/orders)',
    );
    expect(await run('apis', 'apply', file, '--resource', 'orders=https://api.example.com/orders')).toBe(
      'Nothing to change.',
    );
    const scopes = ordersCard.scopes.map((scope) => ({ ...scope, roles: [...scope.roles, 'clerk'], clients: true }));
    await writeFile(file, JSON.stringify({ ...ordersCard, scopes }));
    const wider = ['apis', 'apply', file, '--origin', 'https://api.example.com'];
    await expect(run(...wider)).rejects.toThrow(/orders:read to the role clerk.*orders:refund to clients/s);
    expect(await run('roles', 'list')).not.toContain('clerk');
    expect(await run(...wider, '--allow-widening')).toContain('+ role clerk');
    await expect(run('roles', 'remove', 'clerk')).rejects.toThrow(/orders:refund of the API orders names/);
  });

  it('reports every fault of cards and options, and writes nothing', async () => {
    const before = await run('apis', 'list');
    const file = join(folder, 'bad.json');
    await writeFile(file, JSON.stringify({ ...ordersCard, port: 1, scopes: [{ name: 'a b' }] }));
    await expect(run('apis', 'apply', file)).rejects.toThrow(/port.*scopes\.0\.name.*scopes\.0\.roles/s);
    await expect(run('apis', 'apply', join(folder, 'missing.json'))).rejects.toThrow(/cannot be read/);
    await expect(run('apis', 'apply', '--origin', 'x', '--resource', 'y')).rejects.toThrow(
      /Name the service cards.*--origin.*--resource/s,
    );
    await writeFile(file, JSON.stringify({ ...messagesCard, name: 'chat' }));
    await expect(run('apis', 'apply', file, '--resource', 'other=urn:x')).rejects.toThrow(/no card is named other/);
    await expect(run('apis', 'apply', file, '--resource', `chat=${audience}`)).rejects.toThrow(/AUTH_AUDIENCE/);
    await expect(run('apis', 'apply', file)).rejects.toThrow(/messages:read of the API chat is taken by messages/);
    expect(await run('apis', 'list')).toBe(before);
  });

  it('adds, gives and removes roles, and takes no role that does not exist', async () => {
    const someone = await signUp(auth.origin);
    await expect(run('roles', 'set', someone, 'user', 'support')).rejects.toThrow(/There is no role support\./);
    expect(await run('roles', 'add', 'support', 'Answers', 'questions.')).toBe('+ role support');
    expect(await run('roles', 'list')).toContain('Answers questions.');
    await run('roles', 'set', someone, 'support');
    expect(decodeJwt((await login(auth.origin, someone)).access_token)).toMatchObject({ roles: ['support'] });
    expect(await run('roles', 'remove', 'support')).toBe('- role support');
    await expect(run('roles', 'remove', 'admin')).rejects.toThrow(/built in/);
    await expect(run('roles', 'add', 'No Role')).rejects.toThrow(/name: must be/);
  });

  it.each([
    ['a setting that does not fit', { AUTH_AUDIENCE: '' }, ['users', 'list'], /^The configuration is not valid:/],
    ['a card that cannot be read', {}, ['apis', 'apply', 'none.json'], /^The service cards are not valid:/],
    ['a role that does not exist', {}, ['roles', 'remove', 'none'], /^List the roles/],
    ['an option that does not exist', {}, ['clients', 'add', '--colour'], /--colour/],
  ])('prints %s without a stack', async (_, settings, words, message) => {
    const child = spawn(
      process.execPath,
      ['-r', './libs/workspace/register.cjs', 'apps/auth/src/admin/main.ts', ...words],
      { cwd: join(__dirname, '../../../..'), env: { PATH: process.env['PATH'], ...auth.environment, ...settings } },
    );
    const stderr = await text(child.stderr);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('lists and ends sessions', async () => {
    const someone = await signUp(auth.origin);
    const { refresh_token } = await login(auth.origin, someone);
    const sessions = await json<{ id: string }[]>('sessions', 'list', someone);
    expect(sessions).toHaveLength(1);
    await run('sessions', 'end', someone);
    expect(await json('sessions', 'list', someone)).toEqual([]);
    expect((await refresh(auth.origin, refresh_token)).status).toBe(400);
  });

  it('ends what was signed in before when the password changes, and not what comes after', async () => {
    const someone = await signUp(auth.origin);
    const before = await login(auth.origin, someone);
    const request = authorizationRequest(auth.origin);
    const browser = new Browser(auth.origin);
    const { code } = await signInForCode(browser, request, someone);
    const newPassword = 'another fine long password';
    const change = await fetch(`${auth.origin}/auth/me/password`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${before.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ currentPassword: password, newPassword }),
    });
    expect(change.status).toBeLessThan(300);
    expect((await refresh(auth.origin, before.refresh_token)).status).toBe(400);
    expect((await redeem(auth.origin, code, request.verifier)).status).toBe(400);
    const page = await browser.navigate(authorizationRequest(auth.origin).url);
    expect(page.left).toBeUndefined();
    const back = await browser.submit(formAction(await page.response.text(), '/login'), {
      username: someone,
      password: newPassword,
    });
    expect(back.left?.searchParams.get('code')).toBeTruthy();
  });

  it('prints its answer alone on stdout, with audit trail and log on stderr', async () => {
    const root = join(__dirname, '../../../..');
    const child = spawn(
      process.execPath,
      ['-r', './libs/workspace/register.cjs', 'apps/auth/src/admin/main.ts', 'keys', 'rotate'],
      { cwd: root, env: { PATH: process.env['PATH'], ...auth.environment, LOG_LEVEL: 'info' } },
    );
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ state: 'active' }),
      expect.objectContaining({ state: 'published' }),
    ]);
    const lines = stderr
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { name: string; msg: string });
    expect(lines.filter(({ name }) => name === 'audit')).toEqual([expect.objectContaining({ msg: 'key_change' })]);
  }, 60_000);
});
