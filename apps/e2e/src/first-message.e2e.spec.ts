import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type System, startSystem } from './system';

interface Tokens {
  access_token: string;
  id_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
}

const json = { 'content-type': 'application/json' };
const ada = { username: 'ada', password: 'correct horse battery', name: 'Ada Lovelace' };

function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(url, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
}

function part(token: string, index: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

describe('from sign-up to the first message', () => {
  let dataDir: string;
  let system: System;
  let tokens: Tokens;
  const bearer = (token = tokens.access_token) => ({ authorization: `Bearer ${token}` });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'));
    system = await startSystem({ DATA_DIR: dataDir });
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);

  it('signs up', async () => {
    const response = await post(`${system.auth}/auth/signup`, ada);
    expect(response.status).toBe(201);
    const profile = (await response.json()) as Record<string, unknown>;
    expect(profile).toMatchObject({ username: 'ada', name: 'Ada Lovelace' });
    expect(JSON.stringify(profile)).not.toMatch(/password|argon2/i);
  });

  it('logs in with an access token of the documented form', async () => {
    const response = await post(`${system.auth}/auth/login`, { username: 'ADA', password: ada.password });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toMatch(/no-store/);
    tokens = (await response.json()) as Tokens;
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    expect(part(tokens.access_token, 0)).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: expect.any(String) as string });
    const claims = part(tokens.access_token, 1);
    expect(claims).toMatchObject({
      iss: `${system.auth}/auth`,
      aud: 'urn:gatehouse:api',
      client_id: 'gatehouse-web',
      username: 'ada',
      roles: ['user'],
    });
    for (const claim of ['sub', 'jti', 'scope']) expect(claims[claim]).toEqual(expect.any(String));
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300);
    expect(String(claims['scope']).split(' ')).toEqual(expect.arrayContaining(['messages:read', 'messages:write']));
    expect(String(claims['scope'])).not.toMatch(/moderate|manage/);
  });

  it('says who the caller is', async () => {
    const response = await fetch(`${system.auth}/auth/me`, { headers: bearer() });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ username: 'ada', name: 'Ada Lovelace' });
  });

  it('posts, and the message comes first in the feed', async () => {
    await post(`${system.messages}/messages`, { text: 'an earlier one' }, bearer());
    const response = await post(`${system.messages}/messages`, { text: 'Hello' }, bearer());
    expect(response.status).toBe(201);
    const message = (await response.json()) as { id: string };
    expect(response.headers.get('location')).toBe(`/messages/${message.id}`);
    const feed = (await (await fetch(`${system.messages}/messages`)).json()) as {
      items: { id: string; text: string }[];
    };
    expect(feed.items[0]).toMatchObject({ id: message.id, text: 'Hello' });
    const mine = await fetch(`${system.messages}/messages/mine`, { headers: bearer() });
    expect(((await mine.json()) as { items: unknown[] }).items).toHaveLength(2);
    const one = await fetch(`${system.messages}/messages/${message.id}`);
    expect(await one.json()).toMatchObject({ id: message.id, text: 'Hello' });
  });

  it('challenges a post without a token', async () => {
    const response = await post(`${system.messages}/messages`, { text: 'no' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="/);
    expect(response.headers.get('www-authenticate')).not.toMatch(/error=/);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('refuses a token that was tampered with', async () => {
    const [header = '', , signature = ''] = tokens.access_token.split('.');
    const claims = { ...part(tokens.access_token, 1), roles: ['admin'] };
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    const response = await post(`${system.messages}/messages`, { text: 'no' }, bearer(forged));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
  });

  it('refuses a token that lacks the scope', async () => {
    // A client may ask for less than it was granted (RFC 6749 §6).
    const refreshed = await fetch(`${system.auth}/auth/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'gatehouse-web',
        refresh_token: tokens.refresh_token,
        scope: 'openid messages:read',
      }),
    });
    expect(refreshed.status).toBe(200);
    const { access_token: narrow } = (await refreshed.json()) as Tokens;
    const response = await post(`${system.messages}/messages`, { text: 'no' }, bearer(narrow));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toMatch(/error="insufficient_scope"/);
    expect(response.headers.get('www-authenticate')).toMatch(/scope="messages:write"/);
  });

  it('names what is wrong with a request, and stores no field that it does not know', async () => {
    const response = await post(`${system.auth}/auth/signup`, { username: 'x y', password: 'short', roles: ['admin'] });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect([...new Set(errors.map(({ pointer }) => pointer))].sort()).toEqual([
      '#/name',
      '#/password',
      '#/roles',
      '#/username',
    ]);
  });

  it('keeps messages, keys and accounts over a restart', async () => {
    expect(await system.stop()).toBe(0);
    system = await startSystem({
      DATA_DIR: dataDir,
      AUTH_PORT: new URL(system.auth).port,
      MESSAGES_PORT: new URL(system.messages).port,
    });
    const feed = (await (await fetch(`${system.messages}/messages`)).json()) as { items: { text: string }[] };
    expect(feed.items[0]).toMatchObject({ text: 'Hello' });
    const response = await post(`${system.messages}/messages`, { text: 'still here' }, bearer());
    expect(response.status).toBe(201);
    expect((await post(`${system.auth}/auth/login`, { username: 'ada', password: ada.password })).status).toBe(200);
  }, 120_000);
});
