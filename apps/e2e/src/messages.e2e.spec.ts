import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestIssuer, type TestIssuer } from '@gatehouse/access-token/testing';
import { type System, startSystem } from './system';

interface Message {
  id: string;
  text: string;
  version: number;
}

const audience = 'urn:gatehouse:api';

/** Messages as `npm start` runs them, with tokens of an issuer at hand: one that can name moderators and tenants. */
function messagesOf(environment: Record<string, string>) {
  let dataDir: string;
  let issuer: TestIssuer;
  let system: System;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'));
    issuer = await createTestIssuer({ audience });
    system = await startSystem({
      DATA_DIR: dataDir,
      AUTH_ISSUER: issuer.issuer,
      AUTH_AUDIENCE: audience,
      ...environment,
    });
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
    await issuer?.close();
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);

  return {
    url: (path: string) => `${system.messages}${path}`,
    token: (claims: Record<string, unknown>) => issuer.mint({ claims }),
    call: (method: string, path: string, token?: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(`${system.messages}${path}`, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
}

async function read<T>(answer: Promise<Response>, status: number): Promise<T> {
  const response = await answer;
  const body = await response.text();
  expect({ status: response.status, body }).toMatchObject({ status });
  return JSON.parse(body) as T;
}

describe('messages', () => {
  const { url, token, call } = messagesOf({});
  const ada = () => token({ sub: 'ada', username: 'ada' });
  const bob = () => token({ sub: 'bob', username: 'bob' });
  const post = (text: string, by = ada(), headers = {}) =>
    read<Message>(call('POST', '/messages', by, { text }, headers), 201);

  it('pages through the feed, newest first, with nothing missing or double while others post', async () => {
    const posted: string[] = [];
    for (let i = 0; i < 45; i++) posted.unshift((await post(`number ${i}`)).id);
    const seen: string[] = [];
    for (let next: string | null = '', pages = 0; next !== null && pages < 50; pages++) {
      const query = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const page: { items: Message[]; next: string | null } = await read(call('GET', `/messages?limit=7${query}`), 200);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
      await post('in between', bob());
    }
    expect(seen).toEqual(posted);
    const cursor = Buffer.from('{"after":"01"}').toString('base64url');
    expect((await call('GET', `/messages?cursor=${cursor}`)).status).toBe(400);
  }, 30_000);

  it('lets caches keep the feed, and no answer to OPTIONS stand for a POST', async () => {
    const feed = await call('GET', '/messages');
    expect(feed.headers.get('cache-control')).toMatch(/public/);
    expect(feed.headers.get('x-content-type-options')).toBe('nosniff');
    const again = await call('GET', '/messages', undefined, undefined, {
      'if-none-match': feed.headers.get('etag') ?? '',
      // Unasked, fetch() would send no-cache, which asks for the whole answer.
      'cache-control': 'max-age=0',
    });
    expect(again.status).toBe(304);
    const preflight = await call('OPTIONS', '/messages', undefined, undefined, {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'POST',
    });
    expect(preflight.headers.get('cache-control')).toMatch(/no-store/);
  });

  it('keeps messages for their authors and for moderators', async () => {
    const { id } = await post('mine');
    const path = `/messages/${id}`;
    const refused = await read<{ type: string }>(call('PATCH', path, bob(), { text: 'yours' }), 403);
    expect(refused.type).toMatch(/not_the_author$/);
    await read(
      call('DELETE', path, token({ sub: 'eve', roles: ['user'], scope: 'messages:write messages:moderate' })),
      403,
    );
    const moderator = token({ sub: 'mod', roles: ['moderator'], scope: 'messages:write messages:moderate' });
    expect((await call('DELETE', path, moderator)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(410);
  });

  it('edits only what the caller has seen', async () => {
    const { id } = await post('first');
    const path = `/messages/${id}`;
    const etag = (await call('GET', path)).headers.get('etag') ?? '';
    await read(call('PATCH', path, ada(), { text: 'second' }, { 'if-match': etag }), 200);
    await read(call('PATCH', path, ada(), { text: 'third' }, { 'if-match': etag }), 412);
    expect((await read<Message>(call('GET', path), 200)).text).toBe('second');
  });

  it('posts once for one idempotency key, however many come at once', async () => {
    const headers = { 'idempotency-key': 'once-and-only-once' };
    const by = ada();
    const answers = await Promise.all(Array.from({ length: 100 }, () => post('once', by, headers)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await read(call('POST', '/messages', by, { text: 'another' }, headers), 422);
    const feed = await read<{ items: Message[] }>(call('GET', '/messages?limit=100'), 200);
    expect(feed.items.filter(({ text }) => text === 'once')).toHaveLength(1);
  });

  it('counts characters as a person does, and keeps them as they are', async () => {
    const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}';
    const longest = family.repeat(4000);
    const { id } = await post(longest);
    expect((await read<Message>(call('GET', `/messages/${id}`), 200)).text).toBe(longest);
    await read(call('POST', '/messages', ada(), { text: `${longest}!` }), 400);
  });

  it('tells followers of what is posted', async () => {
    const abort = new AbortController();
    const stream = await fetch(url('/messages/stream'), { signal: abort.signal });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const { id } = await post('live');
    let told = '';
    for await (const chunk of stream.body ?? []) {
      told += Buffer.from(chunk as Uint8Array).toString();
      if (told.includes(id)) break;
    }
    expect(told).toContain('live');
    abort.abort();
  }, 20_000);
});

describe('messages of tenants', () => {
  const { token, call } = messagesOf({ TENANT_CLAIM: 'tenant' });

  it('keeps tenants apart, and refuses who has none', async () => {
    const acme = token({ sub: 'ada', tenant: 'acme' });
    const other = token({ sub: 'bob', tenant: 'other' });
    const { id } = await read<Message>(call('POST', '/messages', acme, { text: 'ours' }), 201);
    expect((await read<{ items: Message[] }>(call('GET', '/messages', acme), 200)).items).toHaveLength(1);
    expect((await read<{ items: Message[] }>(call('GET', '/messages', other), 200)).items).toEqual([]);
    expect((await call('GET', `/messages/${id}`, other)).status).toBe(404);
    expect((await call('GET', '/messages', token({ sub: 'eve' }))).status).toBe(403);
    expect((await call('GET', '/messages')).status).toBe(401);
  });
});
