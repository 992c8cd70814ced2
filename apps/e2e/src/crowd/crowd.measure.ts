import { mkdtemp, rm } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startSystem, type System } from '../system';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Milliseconds. */
  readonly took: number;
}

interface Sent {
  readonly origin?: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** What each member of a crowd does again and again. */
type Act = (member: number) => Promise<Answer>;

const inCrowd = Number(process.env['CROWD'] ?? 300);
const strangers = 20;
const password = 'correct horse battery';

let dataDir: string;
let system: System;
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

function send(path: string, address: string, more: Sent = {}): Promise<Answer> {
  const { origin = system.auth, method = 'GET', body, headers = {} } = more;
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const all = {
      ...headers,
      'x-forwarded-for': address,
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    };
    const outgoing = request(new URL(path, origin), { method, headers: all, agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, took: performance.now() - begun }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const json = (value: unknown) => ({
  method: 'POST',
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' } as Record<string, string>,
});
const login = (username: string, address: string) => send('/auth/login', address, json({ username, password }));
const tokenOf = ({ text }: Answer) => (JSON.parse(text) as { access_token: string }).access_token;
const newUser = (username: string, address: string) =>
  send('/auth/signup', address, json({ username, password, name: username }));

/** A page with its cookies, ready to be sent. */
async function openPage(address: string) {
  const parameters = new URLSearchParams({
    client_id: 'gatehouse-web',
    response_type: 'code',
    redirect_uri: 'http://localhost:3000/callback',
    scope: 'openid',
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const begun = await send(`/auth/oauth2/authorize?${parameters}`, address);
  const cookie = (begun.headers['set-cookie'] ?? []).map((line) => line.split(';', 1)[0]).join('; ');
  const path = begun.headers.location ?? '';
  const page = await send(path, address, { headers: { cookie } });
  return { cookie, action: /action="([^"]+\/login)"/.exec(page.text)?.[1] ?? '' };
}

const crowds: Record<string, () => Promise<Act>> = {
  'POST /auth/login': async () => () => login('crowd', '198.51.100.1'),
  'the hosted sign-in page': async () => {
    const page = await openPage('198.51.100.1');
    const body = new URLSearchParams({ username: 'crowd', password }).toString();
    const headers = {
      cookie: page.cookie,
      origin: system.auth,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    };
    return () => send(page.action, '198.51.100.1', { method: 'POST', body, headers });
  },
  'POST /auth/signup': async () => (i) => newUser(`crowd${Date.now()}x${i}`, '198.51.100.1'),
  'PUT /auth/me/password': async () => {
    const authorization = `Bearer ${tokenOf(await login('changer', '198.51.100.1'))}`;
    const put = json({ currentPassword: 'not the right one', newPassword: 'another fine long password' });
    const headers = { ...put.headers, authorization };
    return () => send('/auth/me/password', '198.51.100.1', { ...put, method: 'PUT', headers });
  },
};

const quantile = (values: number[], part: number) =>
  Math.round([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN);

describe('A crowd that hashes passwords', () => {
  const results: Record<string, object> = {};
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-crowd-'));
    system = await startSystem({ DATA_DIR: dataDir, TRUSTED_PROXIES: '1', LOG_LEVEL: 'warn' });
    for (const name of ['crowd', 'changer']) expect((await newUser(name, '198.51.100.1')).status).toBe(201);
    for (let i = 0; i < strangers; i++) expect((await newUser(`stranger${i}`, '192.0.2.7')).status).toBe(201);
  });
  afterAll(async () => {
    console.table(results);
    agent.destroy();
    await system.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it.each(Object.keys(crowds))('leaves room for others, by %s', async (name) => {
    const authorization = `Bearer ${tokenOf(await login('stranger0', '192.0.2.7'))}`;
    // The guard decides, and the validation of the body answers: no store is asked.
    const verify = () =>
      send('/messages', '192.0.2.7', {
        origin: system.messages,
        method: 'POST',
        body: '{}',
        headers: { authorization, 'content-type': 'application/json' },
      });
    expect((await verify()).status).toBe(400);
    const act = await crowds[name]?.();
    if (!act) throw new Error(name);
    let isOver = false;
    const statuses: Record<number, number> = {};
    const member = async (i: number) => {
      while (!isOver) {
        const { status } = await act(i);
        statuses[status] = (statuses[status] ?? 0) + 1;
        // As long as anyone asks who reads Retry-After at all.
        if (status === 503 || status === 429) await pause(1000);
      }
    };
    const members = Array.from({ length: inCrowd }, (_, i) => member(i));
    const verifications: number[] = [];
    const verifying = (async () => {
      while (!isOver) {
        const { status, took } = await verify();
        expect(status).toBe(400);
        verifications.push(took);
        await pause(10);
      }
    })();
    await pause(2000);
    const signIns: Answer[] = [];
    for (let i = 0; i < strangers; i++) {
      signIns.push(await login(`stranger${i}`, '192.0.2.7'));
      await pause(200);
    }
    isOver = true;
    await Promise.all([...members, verifying]);
    const took = signIns.map((answer) => answer.took);
    results[name] = {
      'strangers in': signIns.filter(({ status }) => status === 200).length,
      'p50 (ms)': quantile(took, 0.5),
      'p99 (ms)': quantile(took, 0.99),
      'verification p50': quantile(verifications, 0.5),
      'verification p99': quantile(verifications, 0.99),
      crowd: JSON.stringify(statuses),
    };
    expect(signIns.map(({ status }) => status)).toEqual(Array(strangers).fill(200));
    expect(quantile(took, 0.99)).toBeLessThan(2000);
  });
});
