import { exchange, headerOf, type Received, type Sent } from './exchange';

/** Where the services answer. */
export interface Services {
  readonly auth: string;
  readonly messages: string;
  /** Every service, by its name. */
  readonly urls: Readonly<Record<string, string>>;
}

/** What was asked, and the answer in a form that does not depend on ids, tokens and the time. */
export interface Step {
  readonly name: string;
  readonly answer: Received;
}

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/**
 * What differs between two runs or two transports by right, each with its reason; everything else has to be the same byte for
 * byte.
 */
const exceptions: readonly { readonly header: string; readonly reason: string }[] = [
  { header: 'date', reason: 'the clock; a function leaves it to the gateway' },
  { header: 'connection', reason: 'of the connection to the gateway, not of the service' },
  { header: 'keep-alive', reason: 'as connection' },
  { header: 'transfer-encoding', reason: 'functions answer in one piece, whose length is known' },
  { header: 'x-amzn-remapped-date', reason: 'as date, in the spelling of REST APIs' },
  { header: 'x-request-id', reason: 'one for each request' },
  {
    header: 'content-length',
    reason: 'absent where the server sends in pieces; it is checked against the body instead',
  },
];

/** Steps that a transport answers otherwise by right, each with its reason. */
export const stepExceptions: readonly { readonly over: string; readonly step: string; readonly reason: string }[] = [
  {
    over: 'a load balancer without multi-value headers',
    step: 'names what is wrong with a query',
    reason: 'of a parameter that is repeated, the load balancer tells the last value alone',
  },
];

/** REST APIs rename this header of a function's answer; clients find the challenge under the other name. */
const renamed: Readonly<Record<string, string>> = { 'x-amzn-remapped-www-authenticate': 'www-authenticate' };

/** Runs the same requests against a system and tells every answer. */
export async function runScenario({ auth, messages, urls }: Services): Promise<Step[]> {
  const steps: Step[] = [];
  const names = new Map<string, string>();
  const known = (value: unknown, name: string) => typeof value === 'string' && names.set(value, `<${name}>`);

  const step = async (name: string, url: string, sent: Sent): Promise<Received> => {
    const answer = await exchange(url, sent);
    const length = headerOf(answer, 'content-length');
    if (
      length !== undefined &&
      sent.method !== 'HEAD' &&
      Number(length) !== answer.body.length &&
      answer.status !== 304
    ) {
      throw new Error(`${name}: the body has ${answer.body.length} bytes, and Content-Length says ${length}`);
    }
    steps.push({ name, answer });
    return answer;
  };
  const get = (name: string, url: string, path: string, headers = {}) =>
    step(name, url, { method: 'GET', path, headers });
  const post = (name: string, url: string, path: string, body: unknown, headers = {}) =>
    step(name, url, { method: 'POST', path, headers: { ...json, ...headers }, body: JSON.stringify(body) });

  const ada = { username: 'ada', password: 'correct horse battery', name: 'Ada Löv\u{1f600}' };
  const profile = parse(await post('signs up', auth, '/auth/signup', ada));
  known(profile.id, 'subject');
  await post('refuses the name a second time', auth, '/auth/signup', ada);
  await post('names what is wrong', auth, '/auth/signup', { username: 'x y', password: 'short', roles: ['admin'] });
  await post('refuses a wrong password', auth, '/auth/login', { ...ada, name: undefined, password: 'wrong horse' });
  const tokens = parse(await post('logs in', auth, '/auth/login', { username: 'ADA', password: ada.password }));
  for (const kind of ['access_token', 'id_token', 'refresh_token']) known(tokens[kind], kind);
  const bearer = { authorization: `Bearer ${String(tokens.access_token)}` };

  await get('says who the caller is', auth, '/auth/me', bearer);
  await get('asks who the caller is', auth, '/auth/me');
  await get('keeps users from users', auth, '/auth/users', bearer);
  await get('has discovery', auth, '/auth/.well-known/openid-configuration');
  await get('has RFC 8414 metadata', auth, '/.well-known/oauth-authorization-server/auth');
  await get('tells who may read its metadata', messages, '/.well-known/oauth-protected-resource/messages');
  const refreshed = parse(
    await step('narrows a token', auth, {
      method: 'POST',
      path: '/auth/oauth2/token',
      headers: form,
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'gatehouse-web',
        refresh_token: String(tokens.refresh_token),
        scope: 'openid messages:read',
      }).toString(),
    }),
  );
  for (const kind of ['access_token', 'id_token', 'refresh_token']) known(refreshed[kind], `narrow ${kind}`);
  await step('refuses an unknown grant', auth, {
    method: 'POST',
    path: '/auth/oauth2/token',
    headers: form,
    body: 'grant_type=nothing&client_id=gatehouse-web',
  });
  await get('starts an authorization that lacks everything', auth, '/auth/oauth2/authorize?client_id=nobody');

  await get('has an empty feed', messages, '/messages');
  await post('asks who posts', messages, '/messages', { text: 'no' });
  await post(
    'refuses a token without the scope',
    messages,
    '/messages',
    { text: 'no' },
    {
      authorization: `Bearer ${String(refreshed.access_token)}`,
    },
  );
  await post('refuses a forged token', messages, '/messages', { text: 'no' }, { authorization: 'Bearer a.b.c' });
  const key = { ...bearer, 'idempotency-key': 'scenario-1' };
  const created = await post('posts', messages, '/messages', { text: 'Grüße \u{1f469}‍\u{1f680}' }, key);
  const id = String(parse(created).id);
  known(id, 'message');
  await post('posts the same again', messages, '/messages', { text: 'Grüße \u{1f469}‍\u{1f680}' }, key);
  await post('refuses another text for the same key', messages, '/messages', { text: 'other' }, key);
  await post('names an unknown field', messages, '/messages', { text: 'x', author: 'y' }, bearer);
  await step('refuses a body that is no JSON', messages, {
    method: 'POST',
    path: '/messages',
    headers: { ...json, ...bearer },
    body: '{"text":',
  });
  const feed = await get('shows the feed', messages, '/messages?limit=5');
  const etag = headerOf(feed, 'etag');
  if (etag !== undefined) await get('has nothing new', messages, '/messages?limit=5', { 'if-none-match': etag });
  await get('names what is wrong with a query', messages, '/messages?limit=1000&limit=2&x=%26');
  const one = await get('shows one', messages, `/messages/${id}`);
  await step('shows the head of one', messages, { method: 'HEAD', path: `/messages/${id}` });
  await get('does not know another', messages, '/messages/01ARZ3NDEKTSV4RRFFQ69G5FAV');
  await get('does not know an encoded path', messages, '/messages/a%20b%C3%A9');
  await get('shows the own', messages, '/messages/mine', bearer);
  const match = { ...bearer, 'if-match': headerOf(one, 'etag') ?? '*' };
  await step('edits', messages, {
    method: 'PATCH',
    path: `/messages/${id}`,
    headers: { ...json, ...match },
    body: '{"text":"edited"}',
  });
  await step('does not edit what has changed', messages, {
    method: 'PATCH',
    path: `/messages/${id}`,
    headers: { ...json, ...match },
    body: '{"text":"late"}',
  });
  await step('deletes', messages, { method: 'DELETE', path: `/messages/${id}`, headers: bearer });
  await get('knows that it is gone', messages, `/messages/${id}`);
  await get('has no such page', messages, '/nothing/here?x=1');
  await step('has no such method', messages, { method: 'PUT', path: '/messages', headers: bearer });
  await step('answers a preflight', messages, {
    method: 'OPTIONS',
    path: '/messages',
    headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
  });
  for (const [service, url] of Object.entries(urls)) {
    await get(`is live (${service})`, url, '/health/live');
    await get(`is ready (${service})`, url, '/health/ready');
    await get(`describes itself (${service})`, url, `/${service}/openapi.json`);
    await get(`has a page (${service})`, url, `/${service}/docs`);
    await get(`has a picture (${service})`, url, `/${service}/docs/favicon-16x16.png`);
  }
  await step('logs out', auth, { method: 'POST', path: '/auth/logout', headers: { ...json, ...bearer }, body: '{}' });

  return steps.map(({ name, answer }) => ({ name, answer: comparable(answer, names) }));
}

function parse({ body }: Received): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>;
}

/** Replaces what is different in each run, and leaves out the exceptions. */
function comparable({ status, headers, body }: Received, names: ReadonlyMap<string, string>): Received {
  const neutral = (text: string) => {
    let result = text;
    for (const [value, name] of names) result = result.replaceAll(value, name);
    return result
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
      .replaceAll(/[\w-]+\.[\w-]{20,}\.[\w-]{20,}/g, '<jwt>')
      .replaceAll(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, '<ulid>')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
      .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '<origin>')
      .replaceAll(/https:\/\/127\.0\.0\.1(:\d+)?/g, '<origin>');
  };
  const volatile = (name: string, value: string) => {
    if (name === 'etag') return '<etag>';
    if (name === 'x-device-token') return '<random>';
    // Sealed with a time of its own.
    if (name === 'set-cookie')
      return neutral(value)
        .replace(/=[^;]{16,}/, '=<sealed>')
        .replace(/expires=[^;]+/i, 'expires=<time>');
    return neutral(value);
  };
  const left = new Set(exceptions.map(({ header }) => header));
  const kept = headers
    .filter(([name]) => !left.has(name))
    .map(([name, value]): [string, string] => [renamed[name] ?? name, volatile(renamed[name] ?? name, value)]);
  // Several lines and one line with commas say the same (RFC 9110 §5.3), cookies aside; and the order of different headers says nothing.
  const joined = new Map<string, string>();
  for (const [name, value] of kept) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before}${name === 'set-cookie' ? '\n' : ', '}${value}`);
  }
  const sorted = [...joined].sort(([a], [b]) => (a < b ? -1 : 1));
  return { status, headers: sorted, body: neutral(body) };
}
