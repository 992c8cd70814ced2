import { type JsonAnswer, type RunningService, startMessages } from '../testing/running-service';

let service: RunningService;
beforeAll(async () => {
  service = await startMessages();
});
afterAll(() => service.stop());

const [ada, bob] = ['ada', 'bob'].map((subject) => ({ subject, claims: { username: subject } }));
const moderator = { subject: 'mo', roles: ['user', 'moderator'], scopes: ['messages:moderate'] };
const problem = (code: string) => `urn:gatehouse:problem:${code}`;

async function post(text: string, identity = ada, headers = {}): Promise<JsonAnswer> {
  return service.call('POST /messages', { token: service.token(identity), body: { text }, headers });
}

async function posted(identity = ada): Promise<string> {
  return (await post('hello', identity)).body.id;
}

describe('posting', () => {
  it('keeps a message, tells where it is, and shows it first', async () => {
    const text = '  <b>hello</b> 👩‍🚀\r\n';
    const answer = await post(text);
    const { id } = answer.body;
    expect(answer).toMatchObject({
      status: 201,
      headers: {
        location: `/messages/${id}`,
        etag: '"1"',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-type': 'application/json; charset=utf-8',
      },
      body: { text, author: { subject: 'ada', username: 'ada' }, version: 1, editedAt: null },
    });
    expect((await service.call('GET /messages')).body.items[0]).toEqual(answer.body);
    expect((await service.call(`GET /messages/${id}`)).body).toEqual(answer.body);
    expect((await service.call('GET /messages/mine', { token: service.token(ada) })).body.items[0]).toEqual(
      answer.body,
    );
  });

  it('takes 4,000 of the longest emoji in the longest spelling of JSON', async () => {
    const text = '🧑🏻‍❤️‍💋‍🧑🏼'.repeat(4000);
    const escaped = [...Array(text.length).keys()].map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`);
    const answer = await fetch(`${service.url}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token()}`, 'content-type': 'application/json' },
      body: `{"text": "${escaped.join('')}"}`,
    });
    expect(answer.status).toBe(201);
    expect(((await answer.json()) as { text: string }).text).toBe(text);
  });

  it.each<[string, unknown, string[]]>([
    ['no text', {}, ['#/text']],
    ['a text that is no string', { text: ['a'] }, ['#/text']],
    ['a blank text', { text: ' \n' }, ['#/text']],
    ['a text that is too long', { text: 'a'.repeat(4001) }, ['#/text']],
    ['half a surrogate pair', { text: '\ud83d' }, ['#/text']],
    ['fields that it does not know', { text: 'a', author: 'mo', id: '1' }, ['#/author', '#/id']],
    ['no object', ['a'], ['#']],
  ])('names every fault of a body with %s', async (_name, body, pointers) => {
    const answer = await service.call('POST /messages', { token: service.token(), body });
    expect(answer).toMatchObject({ status: 400, body: { type: problem('invalid_input') } });
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual(pointers);
  });
});

describe('an idempotency key', () => {
  it('gives 100 posts at once one message and equal answers', async () => {
    const token = service.token({ ...ada, subject: 'impatient' });
    const call = { token, body: { text: 'once' }, headers: { 'idempotency-key': 'hundred' } };
    const answers = await Promise.all(Array.from({ length: 100 }, () => service.call('POST /messages', call)));
    const seen = answers.map(({ status, headers: { location, etag }, body }) =>
      JSON.stringify({ status, location, etag, body }),
    );
    expect([...new Set(seen)]).toEqual([expect.stringContaining('"status":201')]);
    expect((await service.call('GET /messages/mine', { token })).body.items).toEqual([answers[0]?.body]);
  });

  it('is told when its request was another', async () => {
    const key = { 'idempotency-key': 'two bodies'.replace(' ', '-') };
    await post('one', ada, key);
    expect(await post('two', ada, key)).toMatchObject({
      status: 422,
      body: { type: problem('idempotency_key_reused') },
    });
  });

  it('gives the same answer after an edit and after the delete, which stays', async () => {
    const key = { 'idempotency-key': 'replayed' };
    const first = await post('one', ada, key);
    const { id } = first.body;
    const token = service.token(ada);
    await service.call(`PATCH /messages/${id}`, { token, body: { text: 'edited' } });
    expect(await post('one', ada, key)).toMatchObject({ status: 201, body: first.body });
    expect((await service.call(`GET /messages/${id}`)).body.text).toBe('edited');
    await service.call(`DELETE /messages/${id}`, { token });
    expect(await post('one', ada, key)).toMatchObject({ status: 201, body: first.body });
    expect(await service.call(`GET /messages/${id}`)).toMatchObject({ status: 410 });
  });

  it.each(['', 'a b', 'a,b', 'a'.repeat(256)])('is refused where it is %j', async (key) => {
    expect(await post('x', ada, { 'idempotency-key': key })).toMatchObject({
      status: 400,
      body: { type: problem('invalid_idempotency_key') },
    });
  });
});

describe('the feed', () => {
  it('is 20 messages unless asked, in pages that follow on', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 45; i++) ids.unshift(await posted());
    const first = await service.call('GET /messages');
    expect(first.body.items.map((item: { id: string }) => item.id)).toEqual(ids.slice(0, 20));
    await posted();
    const second = await service.call(`GET /messages?limit=25&cursor=${first.body.next}`);
    expect(second.body.items.map((item: { id: string }) => item.id)).toEqual(ids.slice(20));
    const all = await service.call('GET /messages?limit=100');
    expect(all.body.items.length).toBeGreaterThan(45);
  });

  it.each([
    ['limit=0', '#/limit'],
    ['limit=101', '#/limit'],
    ['limit=ten', '#/limit'],
    ['limit=1.5', '#/limit'],
    ['limit=', '#/limit'],
    ['limit=1&limit=2', '#/limit'],
    ['cursor=', '#/cursor'],
    ['cursor[a]=b', '#/cursor[a]'],
    ['page=2', '#/page'],
  ])('refuses ?%s', async (query, pointer) => {
    const answer = await service.call(`GET /messages?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { type: problem('invalid_input') } });
    expect(answer.body.errors.map((error: { pointer: string }) => decodeURIComponent(error.pointer))).toEqual([
      pointer,
    ]);
  });

  it('takes a cursor only where it was given', async () => {
    for (let i = 0; i < 3; i++) await posted(bob);
    const hers = await service.call('GET /messages/mine?limit=1', { token: service.token(bob) });
    const everyones = await service.call('GET /messages?limit=1');
    const refused = { status: 400, body: { type: problem('invalid_cursor') } };
    expect(await service.call(`GET /messages?cursor=${hers.body.next}`)).toMatchObject(refused);
    for (const [cursor, identity] of [
      [hers.body.next, ada],
      [everyones.body.next, bob],
      ['AAAA', bob],
    ] as const) {
      const token = service.token(identity);
      expect(await service.call(`GET /messages/mine?cursor=${cursor}`, { token })).toMatchObject(refused);
    }
  });

  it('may be kept by a shared cache for a second, and is not sent twice', async () => {
    const id = await posted();
    for (const path of ['/messages', `/messages/${id}`]) {
      const answer = await service.call(`GET ${path}`);
      expect(answer.headers['cache-control']).toBe('public, max-age=0, s-maxage=1');
      const headers = { 'if-none-match': answer.headers['etag'] as string };
      const again = await service.call(`GET ${path}`, { headers });
      expect(again).toMatchObject({ status: 304, body: '', headers: { etag: answer.headers['etag'] } });
      expect(again.headers['cache-control']).toBe(answer.headers['cache-control']);
      await service.call(`PATCH /messages/${id}`, { token: service.token(ada), body: { text: `new ${path}` } });
      expect(await service.call(`GET ${path}`, { headers })).toMatchObject({ status: 200 });
    }
  });
});

describe('one message', () => {
  it.each(['mine-not', '01JZZZZZZZZZZZZZZZZZZZZZZZ00', '%00', '..%2f', '0'])('is not found as %s', async (id) => {
    const token = service.token();
    const none = { status: 404, body: { type: problem('message_not_found') } };
    expect(await service.call(`GET /messages/${id}`)).toMatchObject(none);
    expect(await service.call(`PATCH /messages/${id}`, { token, body: { text: 'x' } })).toMatchObject(none);
    expect(await service.call(`DELETE /messages/${id}`, { token })).toMatchObject(none);
  });

  it('is edited and deleted by its author', async () => {
    const id = await posted();
    const token = service.token(ada);
    const edited = await service.call(`PATCH /messages/${id}`, { token, body: { text: 'new' } });
    expect(edited).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { id, text: 'new', version: 2 } });
    expect(await service.call(`DELETE /messages/${id}`, { token })).toMatchObject({ status: 204, body: '' });
    const gone = { status: 410, headers: { 'cache-control': 'no-store' }, body: { type: problem('message_deleted') } };
    expect(await service.call(`GET /messages/${id}`)).toMatchObject(gone);
    expect(await service.call(`PATCH /messages/${id}`, { token, body: { text: 'x' } })).toMatchObject(gone);
    expect(await service.call(`DELETE /messages/${id}`, { token })).toMatchObject(gone);
  });

  it('is edited and deleted by a moderator, and stays its author’s', async () => {
    const id = await posted();
    const token = service.token(moderator);
    const edited = await service.call(`PATCH /messages/${id}`, { token, body: { text: 'moderated' } });
    expect(edited).toMatchObject({ status: 200, body: { text: 'moderated', author: { subject: 'ada' } } });
    expect(await service.call(`DELETE /messages/${id}`, { token })).toMatchObject({ status: 204 });
  });

  it.each([
    ['another user', bob],
    ['a moderator whose token may not moderate', { subject: 'mo', roles: ['moderator'], scopes: ['messages:write'] }],
    ['a token that may moderate, of no moderator', { ...bob, roles: ['user'], scopes: ['messages:moderate'] }],
    ['an author whose token may not write', { ...ada, roles: ['user'], scopes: ['messages:moderate'] }],
  ])('is not changed by %s', async (_name, identity) => {
    const id = await posted();
    const refused = { status: 403, body: { type: problem('not_the_author') } };
    const token = service.token(identity);
    expect(await service.call(`PATCH /messages/${id}`, { token, body: { text: 'x' } })).toMatchObject(refused);
    expect(await service.call(`DELETE /messages/${id}`, { token })).toMatchObject(refused);
    expect((await service.call(`GET /messages/${id}`)).body).toMatchObject({ text: 'hello', version: 1 });
  });

  it('is changed only in the version that If-Match names', async () => {
    const id = await posted();
    const call = (method: string, ifMatch: string) =>
      service.call(`${method} /messages/${id}`, {
        token: service.token(ada),
        headers: { 'if-match': ifMatch },
        ...(method === 'PATCH' && { body: { text: 'new' } }),
      });
    const stale = { status: 412, body: { type: problem('version_mismatch') } };
    expect(await call('PATCH', '"2"')).toMatchObject(stale);
    expect(await call('PATCH', 'W/"1"')).toMatchObject(stale);
    expect(await call('PATCH', 'nonsense')).toMatchObject(stale);
    expect(await call('PATCH', '"1"')).toMatchObject({ status: 200 });
    expect(await call('PATCH', '"1", "2"')).toMatchObject({ status: 200 });
    expect(await call('DELETE', '"2"')).toMatchObject(stale);
    expect(await call('PATCH', '*')).toMatchObject({ status: 200, body: { version: 4 } });
    expect(await call('DELETE', '"4"')).toMatchObject({ status: 204 });
  });

  it('says "not the author" before it says which version there is', async () => {
    const id = await posted();
    const call = { token: service.token(bob), headers: { 'if-match': '"7"' }, body: { text: 'x' } };
    expect(await service.call(`PATCH /messages/${id}`, call)).toMatchObject({ status: 403 });
  });
});

describe('an OPTIONS request', () => {
  const preflight = (origin: string) =>
    service.call('OPTIONS /messages', { headers: { origin, 'access-control-request-method': 'POST' } });

  it('is answered for pages of our origins, and no cache keeps the answer', async () => {
    const answer = await preflight('https://app.example.com');
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-methods': 'GET,HEAD,POST,PATCH,DELETE',
      'cache-control': 'no-store',
      vary: expect.stringContaining('Origin'),
    });
  });

  it('tells other pages nothing', async () => {
    const answer = await preflight('https://evil.example');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('is answered for every page where it is about RFC 9728 metadata, and so is the request after it', async () => {
    const path = '/.well-known/oauth-protected-resource/messages';
    const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' };
    const answer = await service.call(`OPTIONS ${path}`, { headers });
    expect(answer).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': '*' } });
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    // Also the answer that there are none.
    expect((await service.call(`GET ${path}`, { headers })).headers['access-control-allow-origin']).toBe('*');
  });

  it('is not what a POST after it gets', async () => {
    await preflight('https://app.example.com');
    expect(await post('after', ada, { origin: 'https://app.example.com' })).toMatchObject({
      status: 201,
      headers: { 'cache-control': 'no-store', 'access-control-allow-origin': 'https://app.example.com' },
    });
  });
});
