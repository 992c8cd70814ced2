import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { registryFreshness } from '@gatehouse/authorization';
import { type LocalEngine } from '@gatehouse/dynamodb/local';
import { freePort } from '@gatehouse/dynamodb/testing';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { runAdmin } from '../admin/admin';
import { authlibCodeFlow, itWithAuthlib } from '../testing/authlib';
import { formAction } from '../testing/authorization';
import { type AuthProcess, spawnAuth } from '../testing/auth-process';
import { Browser } from '../testing/browser';
import { messagesCard, ordersCard, resourceOf } from '../testing/cards';
import { password, postForm, type RunningAuth, signUp, startAuth, startEngine } from '../testing/running-auth';

const redirect = 'https://client.example/callback';
const orders = resourceOf(ordersCard);
const everything = 'openid offline_access orders:read orders:refund messages:read';

describe('A new API, after one "apis apply"', () => {
  let engine: LocalEngine;
  let operator: RunningAuth;
  let processes: AuthProcess[];
  let folder: string;
  let ada: string;
  let root: string;
  let administrator: string;
  let appliedAt: number;
  let client: { client_id: string; client_secret: string };
  let service: { client_id: string; client_secret: string };

  const admin = (...words: string[]) => runAdmin(operator.app, words);
  const apply = async (card: object, ...words: string[]) => {
    const file = join(folder, 'orders.json');
    await writeFile(file, JSON.stringify(card));
    return admin('apis', 'apply', file, '--resource', `orders=${orders}`, ...words);
  };
  const processAt = (index: number) => processes[index] as AuthProcess;
  const add = async (...words: string[]) =>
    JSON.parse(await admin('clients', 'add', '--name', 'Shop', ...words)) as never;

  beforeAll(async () => {
    engine = await startEngine();
    folder = await mkdtemp(join(tmpdir(), 'granting-'));
    const ports = [await freePort(), await freePort()];
    operator = await startAuth({
      DYNAMODB_ENDPOINT: engine.endpoint,
      AUTH_ISSUER: `http://127.0.0.1:${ports[0]}/auth`,
      LOG_LEVEL: 'silent',
    });
    processes = await Promise.all(
      ports.map((port) => spawnAuth({ ...operator.environment, PORT: `${port}`, LOG_LEVEL: 'error' })),
    );
    client = await add('--kind', 'web', '--redirect-uri', redirect);
    ada = await signUp(processAt(0).origin);
    root = await signUp(processAt(1).origin);
    await admin('roles', 'set', root, 'user', 'admin');
    administrator = root;
  }, 120_000);
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.stop()));
    await operator.stop();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Sends the requests for the issuer's address to one of the processes behind it. */
  const fetchAt = (index: number) => (url: string, init?: object) =>
    fetch(url.replace(processAt(0).origin, processAt(index).origin), init);

  async function authorize(index: number, url: URL, username: string): Promise<URL> {
    const browser = new Browser(processAt(index).origin, processAt(0).origin);
    const signIn = await browser.navigate(url.pathname + url.search);
    if (signIn.left) return signIn.left;
    const consent = await browser.submit(formAction(await signIn.response.text(), '/login'), { username, password });
    if (consent.left) return consent.left;
    const page = await consent.response.text();
    if (page.includes('orders:read')) throw new Error('the consent page has no text for the scope');
    expect(page).toContain('See your orders');
    expect(page.includes('Refund orders')).toBe(username === administrator);
    const { left } = await browser.submit(formAction(page, '/consent'), {});
    if (!left) throw new Error('the consent led nowhere');
    return left;
  }

  async function openidFlow(index: number, username: string) {
    const config = await openid.discovery(new URL(operator.issuer), client.client_id, client.client_secret, undefined, {
      execute: [openid.allowInsecureRequests],
      [openid.customFetch]: fetchAt(index),
    });
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirect,
      scope: everything,
      resource: orders,
      prompt: 'consent',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state,
    });
    const callback = await authorize(index, url, username);
    const tokens = await openid.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState: state });
    return { config, tokens };
  }

  const machine = (index: number, form: Record<string, string>) =>
    postForm(`${processAt(index).origin}/auth/oauth2/token`, { grant_type: 'client_credentials', ...service, ...form });

  it('is unknown to both processes before', async () => {
    for (const index of [0, 1]) {
      const url = new URL(`${processAt(index).origin}/auth/oauth2/authorize`);
      url.search = new URLSearchParams({
        client_id: client.client_id,
        redirect_uri: redirect,
        response_type: 'code',
        scope: 'orders:read',
        resource: orders,
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
      }).toString();
      expect((await authorize(index, url, ada)).searchParams.get('error')).toBe('invalid_target');
    }
    await expect(add('--kind', 'service', '--scope', 'orders:read')).rejects.toThrow(/no API has orders:read/);
  });

  it('is granted by both processes within 10 s', async () => {
    expect(await apply(ordersCard)).toContain('+ scope orders:read of orders (roles user, admin; clients)');
    appliedAt = Date.now();
    service = await add('--kind', 'service', '--scope', 'orders:read orders:refund messages:read');
    await delay(registryFreshness + 500 - (Date.now() - appliedAt));
    const answers = await Promise.all([0, 1].map((index) => machine(index, { resource: orders })));
    expect(Date.now() - appliedAt).toBeLessThan(10_000);
    for (const answer of answers) expect(answer.status).toBe(200);
  }, 30_000);

  describe.each([0, 1])('by process %d', (index) => {
    it('is granted to openid-client: its scopes alone, for its resource alone', async () => {
      const { tokens } = await openidFlow(index, ada);
      expect(tokens.scope).toBe('orders:read');
      expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: orders, scope: 'orders:read', username: ada });
    }, 60_000);

    it('is granted to oauth4webapi', async () => {
      const options = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: fetchAt(index) };
      const issuer = new URL(operator.issuer);
      const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
      expect(server.scopes_supported).toEqual(expect.arrayContaining(['openid', 'orders:read', 'messages:read']));
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const url = new URL(server.authorization_endpoint ?? '');
      url.search = new URLSearchParams({
        client_id: client.client_id,
        redirect_uri: redirect,
        response_type: 'code',
        scope: 'orders:read orders:refund messages:read',
        resource: orders,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).toString();
      const callback = oauth.validateAuthResponse(server, client, await authorize(index, url, ada), state);
      const authentication = oauth.ClientSecretBasic(client.client_secret);
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        callback,
        redirect,
        verifier,
        options,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer);
      const request = new Request(orders, { headers: { authorization: `Bearer ${tokens.access_token}` } });
      const claims = await oauth.validateJwtAccessToken(server, request, orders, options);
      expect(claims).toMatchObject({ aud: orders, scope: 'orders:read', username: ada });
    }, 60_000);

    itWithAuthlib(
      'is granted to Authlib',
      async () => {
        const settings = {
          ...client,
          issuer: operator.issuer,
          base: `${processAt(index).origin}/auth`,
          redirect_uri: redirect,
          scope: 'orders:read orders:refund messages:read',
          resource: orders,
        };
        const claims = await authlibCodeFlow(settings, (url) => authorize(index, url, ada));
        expect(claims).toMatchObject({ aud: orders, scope: 'orders:read', username: ada });
      },
      60_000,
    );

    it('gives a client on its own behalf what its scopes allow, and refuses to give nothing', async () => {
      const some = await machine(index, { resource: orders, scope: 'orders:read orders:refund messages:read' });
      expect(await some.json()).toMatchObject({ scope: 'orders:read' });
      const system = await machine(index, { scope: 'orders:read messages:read' });
      const { access_token } = (await system.json()) as { access_token: string };
      expect(decodeJwt(access_token)).toMatchObject({ aud: 'urn:gatehouse:api', scope: 'orders:read messages:read' });
      const refused: Record<string, string>[] = [
        { scope: 'orders:refund' },
        { scope: 'orders:nothing' },
        { scope: 'openid' },
        { resource: orders, scope: 'messages:read' },
        { resource: resourceOf(messagesCard), scope: 'orders:read' },
      ];
      for (const form of refused) {
        const answer = await machine(index, form);
        expect([answer.status, await answer.json()]).toEqual([
          400,
          expect.objectContaining({ error: 'invalid_scope' }),
        ]);
      }
      const unknown = await machine(index, { resource: `${orders}/`, scope: 'orders:read' });
      expect(await unknown.json()).toMatchObject({ error: 'invalid_target' });
    });
  });

  it('keeps the scope for administrators from everyone else, and narrows at the refresh after a change of roles', async () => {
    const { config, tokens } = await openidFlow(1, root);
    expect(tokens.scope).toBe('orders:read orders:refund');
    // The last administrator stays one.
    await admin('roles', 'set', ada, 'user', 'admin');
    await admin('roles', 'set', root, 'user');
    administrator = ada;
    const narrowed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(narrowed.scope).toBe('orders:read');
    expect(decodeJwt(narrowed.access_token)).toMatchObject({ aud: orders, scope: 'orders:read', roles: ['user'] });
    await admin('roles', 'set', root, 'moderator');
    const nothing = await openid.refreshTokenGrant(config, narrowed.refresh_token ?? '');
    expect(decodeJwt(nothing.access_token)['scope'] ?? '').toBe('');
    await admin('roles', 'set', root, 'user');
  }, 60_000);

  it('leaves a removed role out of the tokens of its holders at a refresh within 10 s', async () => {
    await admin('roles', 'add', 'clerk');
    await admin('roles', 'set', root, 'user', 'clerk');
    await delay(registryFreshness + 500);
    const { config, tokens } = await openidFlow(0, root);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ roles: ['user', 'clerk'] });
    await admin('roles', 'remove', 'clerk');
    await delay(registryFreshness + 500);
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(decodeJwt(refreshed.access_token)).toMatchObject({ roles: ['user'] });
    await admin('roles', 'set', root, 'user');
  }, 60_000);

  it('narrows at a refresh within 10 s of a change of the roles of a scope', async () => {
    const { config, tokens } = await openidFlow(0, root);
    expect(tokens.scope).toBe('orders:read');
    const scopes = ordersCard.scopes.map((scope) => ({ ...scope, roles: ['admin'] }));
    expect(await apply({ ...ordersCard, scopes })).toMatch(/^~ scope orders:read/);
    await delay(registryFreshness + 500);
    const narrowed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(decodeJwt(narrowed.access_token)['scope'] ?? '').toBe('');
    await expect(apply(ordersCard)).rejects.toThrow(/widens the scope orders:read to the role user/);
    expect(await apply(ordersCard, '--allow-widening', '--dry-run')).toMatch(/^~ scope orders:read/);
  }, 60_000);
});
