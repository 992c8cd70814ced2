import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestIssuer, type TestIssuer, tokenFor } from '@gatehouse/auth/testing';
import { type Killable, killable } from './killable';

// Of the longest texts that the service takes: 3,800 emoji of 35 bytes.
const text = '👩🏽‍❤️‍💋‍👨🏽'.repeat(3800);
const [rounds, roundLength, minutes] = ['ROUNDS', 'ROUND_SECONDS', 'MINUTES'].map((name, index) =>
  Number(process.env[name] ?? [4, 15, 5][index]),
) as [number, number, number];
const atOnce = Number(process.env['AT_ONCE'] ?? 2);
const body = JSON.stringify({ text });

let folder: string;
let issuer: TestIssuer;
let engine: Killable;
let service: Killable;
const agent = new Agent({ keepAlive: true });

interface Follower {
  readonly connection: ClientRequest;
  bytes: number;
  ends: number;
}

/** Connects again when it is cut off, as EventSource does. One that does not read stays away. */
function follow(reads: boolean): Follower {
  const follower = { bytes: 0, ends: 0 } as Follower & { connection: ClientRequest };
  const connect = () => {
    follower.connection = request({ port: service.port, path: '/messages/stream', agent: false }, (response) => {
      if (!reads) response.pause();
      else {
        response.on('data', (chunk: Buffer) => (follower.bytes += chunk.length));
      }
      response.on('close', () => {
        follower.ends++;
        if (reads && !follower.connection.destroyed) setTimeout(connect, 1000);
      });
      response.on('error', () => undefined);
    }).on('error', () => undefined);
    follower.connection.end();
  };
  connect();
  return follower;
}

function post(token: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    request({ port: service.port, path: '/messages', method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', () => resolve(0))
      .end(body);
  });
}

interface Posted {
  readonly times: number[];
  readonly statuses: Record<string, number>;
}

async function postFor(seconds: number): Promise<Posted> {
  const posted: Posted = { times: [], statuses: {} };
  const end = performance.now() + seconds * 1000;
  const worker = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      const status = await post(tokenFor(issuer, { scopes: ['messages:write'] }));
      posted.times.push(performance.now() - start);
      posted.statuses[status] = (posted.statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return posted;
}

function rss({ pid }: Killable): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

function cpu({ pid }: Killable): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const quantile = (values: number[], part: number) =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? NaN);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-stream-'));
  issuer = await createTestIssuer();
  engine = await killable('libs/workspace/src/store/serve.ts', '/', (port) => ({
    DYNAMODB_PORT: `${port}`,
    DATA_DIR: folder,
  }));
  service = await killable('apps/messages/src/main.ts', '/health/ready', (port) => ({
    PORT: `${port}`,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    LOG_TO: 'stderr',
    LIVE_STREAM: 'on',
    AUTH_ISSUER: issuer.issuer,
    AUTH_AUDIENCE: issuer.audience,
    DYNAMODB_ENDPOINT: `http://127.0.0.1:${engine.port}`,
    CURSOR_KEY: 'a key of the tests, which is long enough',
    NODE_OPTIONS: '--max-old-space-size=300',
  }));
  await engine.start();
  await service.start();
  await postFor(3);
});
afterEach(async () => {
  await service.kill();
  await engine.kill();
  await issuer.close();
  await rm(folder, { recursive: true, force: true });
});

it('posts as fast with followers as without', async () => {
  const results = [];
  for (let round = 0; round < rounds; round++) {
    for (const count of [0, 1, 20]) {
      const followers = Array.from({ length: count }, () => follow(true));
      await pause(1500);
      const before = { service: cpu(service), engine: cpu(engine) };
      const { times, statuses } = await postFor(roundLength);
      results.push({
        round,
        followers: count,
        perSecond: Math.round((times.length / roundLength) * 10) / 10,
        p50: quantile(times, 0.5),
        p99: quantile(times, 0.99),
        statuses: JSON.stringify(statuses),
        serviceCpu: Math.round(((cpu(service) - before.service) / roundLength) * 100),
        engineCpu: Math.round(((cpu(engine) - before.engine) / roundLength) * 100),
        rss: rss(service),
        engineRss: rss(engine),
        megabytes: followers
          .map(({ bytes }) => bytes >> 20)
          .slice(0, 3)
          .join(' '),
        cpuPerPost: Math.round(((cpu(service) + cpu(engine) - before.service - before.engine) / times.length) * 1000),
        ends: followers.reduce((sum, { ends }) => sum + ends, 0),
      });
      console.log(JSON.stringify(results.at(-1)));
      for (const { connection } of followers) connection.destroy();
      await pause(1500);
    }
  }
  console.table(results);
});

it('holds its memory with twenty followers, one of which never reads', async () => {
  const followers = Array.from({ length: 19 }, () => follow(true));
  const silent = follow(false);
  for (let minute = 0; minute < minutes * 2; minute++) {
    const { times, statuses } = await postFor(30);
    const memory = rss(service);
    console.log(
      JSON.stringify({
        seconds: (minute + 1) * 30,
        rss: memory,
        engineRss: rss(engine),
        posts: times.length,
        statuses,
        megabytes: (followers[0]?.bytes ?? 0) >> 20,
        ends: followers[0]?.ends,
        silent: silent.ends,
      }),
    );
  }
  for (const { connection } of [...followers, silent]) connection.destroy();
});
