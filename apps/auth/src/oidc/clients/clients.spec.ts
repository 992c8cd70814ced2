import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { runAdmin } from '../../admin/admin';
import { authorizationRequest, formAction } from '../../testing/authorization';
import { Browser } from '../../testing/browser';
import { OidcItems } from '../storage/oidc-items';
import { type AddedClient, addClient, basic } from '../../testing/clients';
import { password, postForm, type RunningAuth, signUp, startAuth, type Tokens } from '../../testing/running-auth';

const redirect = 'https://reports.example/callback';

describe('Clients', () => {
  let auth: RunningAuth;
  let username: string;
  let folder: string;

  const admin = (...words: string[]) => runAdmin(auth.app, words);
  const token = (form: Record<string, string>, client: AddedClient) =>
    postForm(`${auth.origin}/auth/oauth2/token`, form, basic(client));
  const ownToken = async (client: AddedClient) => (await token({ grant_type: 'client_credentials' }, client)).status;

  beforeAll(async () => {
    auth = await startAuth({ REFRESH_GRACE_SECONDS: '1' });
    username = await signUp(auth.origin);
    folder = await mkdtemp(join(tmpdir(), 'clients-'));
  }, 60_000);
  afterAll(async () => {
    await auth.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Tokens with offline access for a client with a secret. */
  async function offlineTokens(client: AddedClient, redirectUri = redirect): Promise<Tokens> {
    const changes = { client_id: client.client_id, redirect_uri: redirectUri };
    const scope = 'openid offline_access';
    const browser = new Browser(auth.origin);
    const request = authorizationRequest(auth.origin, { ...changes, scope, prompt: 'consent' });
    const page = await (await browser.navigate(request.url)).response.text();
    const consent = await browser.submit(formAction(page, '/login'), { username, password });
    const { left } = await browser.submit(formAction(await consent.response.text(), '/consent'), {});
    const form = { grant_type: 'authorization_code', code: left?.searchParams.get('code') ?? '' };
    const more = { redirect_uri: redirectUri, code_verifier: request.verifier };
    return (await (await token({ ...form, ...more }, client)).json()) as Tokens;
  }

  it('change their name, addresses and scope, and keep their id and secret', async () => {
    const client = await addClient(auth.app, 'web', [redirect], '--scope', 'messages:read');
    const other = 'https://other.example/callback';
    const logout = 'https://other.example/';
    const words = ['--name', 'Renamed', '--redirect-uri', other, '--post-logout-redirect-uri', logout];
    const changed = await admin('clients', 'change', client.client_id, ...words, '--scope', 'messages:write');
    expect(JSON.parse(changed)).toMatchObject({
      client_id: client.client_id,
      client_name: 'Renamed',
      redirect_uris: [other],
      post_logout_redirect_uris: [logout],
      api_scope: 'messages:write',
      secrets: 1,
    });
    expect(changed).not.toContain('client_secret"');
    const before = authorizationRequest(auth.origin, { client_id: client.client_id, redirect_uri: redirect });
    expect((await fetch(before.url, { redirect: 'manual' })).status).toBe(400);
    expect((await offlineTokens(client, other)).refresh_token).toEqual(expect.any(String));
  });

  it.each([
    ['nothing to change', [], /Name what to change/],
    ['another kind', ['--kind', 'spa'], /kind of a client cannot be changed/],
    ['an address that is none', ['--redirect-uri', 'nowhere'], /--redirect-uri must be a URI/],
    ['a scope that no API has', ['--scope', 'nothing:known'], /no API has nothing:known/],
    ['keys that cannot be read', ['--jwks', '/nonexistent'], /--jwks: \/nonexistent cannot be read/],
    ['keys for a client with a secret', ['--jwks', 'KEYS'], /no keys to change/],
    ['a window that is no number', ['--refresh-window', '0x10'], /number of seconds/],
    ['a window that is too long', ['--refresh-window', '3601'], /at most 3600 seconds/],
  ])('are not changed by %s', async (_, words, message) => {
    const keys = join(folder, 'keys.json');
    await writeFile(keys, JSON.stringify({ keys: [{ kty: 'RSA', n: 'x', e: 'AQAB' }] }));
    const client = await addClient(auth.app, 'web', [redirect]);
    const before = await admin('clients', 'list');
    const given = words.map((word) => (word === 'KEYS' ? keys : word));
    await expect(admin('clients', 'change', client.client_id, ...given)).rejects.toThrow(message);
    expect(await admin('clients', 'list')).toBe(before);
  });

  it('are changed one at a time, and a service gets no redirect URI', async () => {
    const [web, service] = [await addClient(auth.app, 'web', [redirect]), await addClient(auth.app, 'service', [])];
    const both = admin('clients', 'change', web.client_id, service.client_id, '--name', 'Both');
    await expect(both).rejects.toThrow(/Name one client/);
    const redirected = admin('clients', 'change', service.client_id, '--redirect-uri', redirect);
    await expect(redirected).rejects.toThrow(/no redirect URIs/);
  });

  it('lose what an empty value or a negative option removes', async () => {
    const logout = ['--backchannel-logout-uri', 'https://reports.example/logout'];
    const words = [
      '--scope',
      'messages:read',
      '--resource',
      'urn:x',
      '--refresh-window',
      '60',
      '--pkce-optional',
      '--dpop',
    ];
    const { client_id } = await addClient(auth.app, 'web', [redirect], ...words, ...logout);
    const empty = ['--scope', '', '--resource', '', '--refresh-window', '', '--backchannel-logout-uri', ''];
    const changed = await admin('clients', 'change', client_id, ...empty, '--no-pkce-optional', '--no-dpop');
    expect(JSON.parse(changed)).not.toMatchObject({ api_scope: expect.anything() });
    const left = Object.keys(JSON.parse(changed) as object);
    for (const name of ['api_scope', 'resource', 'refresh_window', 'pkce_optional', 'dpop_bound_access_tokens']) {
      expect(left).not.toContain(name);
    }
    expect(changed).not.toContain('backchannel');
  });

  it.each(['javascript:alert(1)', 'https://x.example/#a', 'not a url'])('have no resource %s', async (resource) => {
    await expect(addClient(auth.app, 'service', [], '--resource', resource)).rejects.toThrow(/--resource must be/);
  });

  it('do not come back by a change that was under way when they were removed, and lose no change', async () => {
    const { client_id: id } = await addClient(auth.app, 'web', [redirect]);
    const items = auth.app.get(OidcItems, { strict: false });
    const replace = items.replacePayload.bind(items);
    const meanwhile = async (work: () => Promise<unknown>) => {
      const spy = jest.spyOn(items, 'replacePayload').mockImplementationOnce(async (...change) => {
        await work();
        return replace(...change);
      });
      await expect(admin('clients', 'change', id, '--name', 'Late')).rejects.toThrow(/changed or removed meanwhile/);
      spy.mockRestore();
    };
    await meanwhile(() => admin('clients', 'change', id, '--name', 'First'));
    expect(await admin('clients', 'list')).toContain('"First"');
    await meanwhile(() => admin('clients', 'remove', id));
    expect(await admin('clients', 'list')).not.toContain(id);
  });

  it('have two secrets while one takes over from the other', async () => {
    const client = await addClient(auth.app, 'service', [], '--scope', 'messages:read');
    await expect(admin('clients', 'remove-secret', client.client_id)).rejects.toThrow(/one secret/);
    const next = JSON.parse(await admin('clients', 'add-secret', client.client_id)) as AddedClient;
    expect([await ownToken(client), await ownToken(next)]).toEqual([200, 200]);
    await expect(admin('clients', 'add-secret', client.client_id)).rejects.toThrow(/two secrets/);
    expect(await ownToken({ ...client, client_secret: 'neither' })).toBe(401);
    expect(JSON.parse(await admin('clients', 'remove-secret', client.client_id))).toMatchObject({ secrets: 1 });
    expect([await ownToken(client), await ownToken(next)]).toEqual([401, 200]);
    const renewed = JSON.parse(await admin('clients', 'renew-secret', client.client_id)) as AddedClient;
    expect([await ownToken(next), await ownToken(renewed)]).toEqual([401, 200]);
  });

  it('have a refresh window of their own: after it the family ends', async () => {
    const refresh = (client: AddedClient, value: string) =>
      token({ grant_type: 'refresh_token', refresh_token: value }, client);
    const next = async (client: AddedClient, value: string) =>
      ((await (await refresh(client, value)).json()) as Tokens).refresh_token;
    const patient = await addClient(auth.app, 'web', [redirect], '--refresh-window', '3600');
    const usual = await addClient(auth.app, 'web', [redirect]);
    const [first, other] = [await offlineTokens(patient), await offlineTokens(usual)];
    const second = await next(patient, first.refresh_token);
    const third = await next(patient, second);
    const last = await next(usual, other.refresh_token);
    await delay(1200);
    // Both older generations lead to the current one.
    expect(await next(patient, first.refresh_token)).toBe(third);
    expect(await next(patient, second)).toBe(third);
    expect((await refresh(patient, third)).status).toBe(200);
    expect((await refresh(usual, other.refresh_token)).status).toBe(400);
    expect((await refresh(usual, last)).status).toBe(400);
    // The window is the client's, not the token's: it closes at once.
    await admin('clients', 'change', patient.client_id, '--refresh-window', '0');
    expect((await refresh(patient, first.refresh_token)).status).toBe(400);
  });

  it.each([
    ['spa', '61', false],
    ['spa', '60', true],
    ['native', '3600', false],
  ])('of the kind %s have a window of %s s: %s', async (kind, seconds, allowed) => {
    const add = addClient(auth.app, kind, ['https://app.example/callback'], '--refresh-window', seconds);
    if (allowed) expect(await add).toMatchObject({ refresh_window: Number(seconds) });
    else await expect(add).rejects.toThrow(/at most 60 seconds. A longer one needs a secret, a key, or DPoP/);
    const bound = await addClient(
      auth.app,
      kind,
      ['https://app.example/callback'],
      '--refresh-window',
      '3600',
      '--dpop',
    );
    expect(bound).toMatchObject({ refresh_window: 3600, dpop_bound_access_tokens: true });
    await expect(admin('clients', 'change', bound.client_id, '--refresh-window', '3601')).rejects.toThrow(/3600/);
  });

  it('on their own behalf have their own scopes where they name none (RFC 6749 §3.3)', async () => {
    const client = await addClient(auth.app, 'service', [], '--scope', 'messages:read');
    const answer = await token({ grant_type: 'client_credentials' }, client);
    const tokens = (await answer.json()) as Tokens;
    expect(tokens.scope).toBe('messages:read');
    expect(decodeJwt(tokens.access_token)['scope']).toBe('messages:read');
  });

  it.each(['messages:write', 'nothing:known', 'openid'])(
    'on their own behalf are told that they cannot have %s',
    async (scope) => {
      const client = await addClient(auth.app, 'service', [], '--scope', 'messages:read');
      const answer = await token({ grant_type: 'client_credentials', scope }, client);
      expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_scope' })]);
      const partly = await token({ grant_type: 'client_credentials', scope: `messages:read ${scope}` }, client);
      expect(await partly.json()).toMatchObject({ scope: 'messages:read' });
    },
  );
});
