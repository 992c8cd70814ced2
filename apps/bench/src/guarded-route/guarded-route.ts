import assert from 'node:assert/strict';
import { createTestIssuer, type TestIssuer } from '@gatehouse/access-token/testing';
import { LoadProcess } from '../http/load-process';
import { ServerProcess } from '../http/server-process';
import type { Case, OpenScenario, Sample, Scenario, Settings, Target } from '../scenario';
import { proveAnswers } from './answers';
import type { Issuer } from './issuer';
import { mintMany } from './tokens';

const WARM = 'warm';
const UNSEEN = 'unseen';

const CONTENDERS: Readonly<Record<string, readonly string[]>> = {
  'passport-jwt-express': [WARM, UNSEEN],
  'gatehouse-express': [WARM, UNSEEN],
  'gatehouse-fastify': [WARM, UNSEEN],
  'unguarded-express': [WARM],
  'unguarded-fastify': [WARM],
  'any-guard-express': [WARM],
  'any-guard-fastify': [WARM],
  'signature-only-express': [UNSEEN],
  'signature-only-fastify': [UNSEEN],
  'jose-express': [WARM, UNSEEN],
  'aws-jwt-verify-express': [WARM, UNSEEN],
};

/** They let in whom a guard would not, as the measure of what no guard can go below. */
const OPEN = /^(unguarded|any-guard|signature-only)-/;

const CONNECTIONS = 32;
const WARM_TOKENS = 100;
/** Tokens that one measurement with unseen tokens uses up, and the warm-up before: it takes many until code is compiled for them. */
const UNSEEN_TOKENS = 2000;
const UNSEEN_WARM_UP = 12_000;

const recipe = 'passport-jwt-express';
/** By the clock and, because a machine is seldom ours alone, by the processor time of the server. */
const target = (contender: string, over: string, load: string, atLeast: number): Target[] =>
  ['requests/s', 'requests/CPU second'].map((metric) => ({
    metric,
    of: { contender, load },
    over: { contender: over, load },
    bar: { atLeast },
  }));

/** `GET /profile` with a bearer token: what a guard costs, and what it costs others. */
export const guardedRoute: Scenario = {
  name: 'guarded-route',
  title: 'One guarded route',
  metrics: {
    'requests/s': { unit: '1/s', better: 'more' },
    'server CPU': { unit: 'µs/request', better: 'less', digits: 1 },
    'requests/CPU second': { unit: '1/s', better: 'more' },
    'server busy': { unit: '%' },
    'load busy': { unit: '%' },
  },
  targets: ['gatehouse-express', 'gatehouse-fastify'].flatMap((ours) => [
    ...target(ours, recipe, WARM, 5),
    ...target(ours, recipe, UNSEEN, 2.5),
    ...target(ours, ours.replace('gatehouse', 'unguarded'), WARM, 0.9),
  ]),
  open,
};

async function open(settings: Settings): Promise<OpenScenario> {
  const unknown = settings.only.filter((name) => !(name in CONTENDERS));
  if (unknown.length > 0)
    throw new Error(`no contender ${unknown.join(', ')}; there are ${Object.keys(CONTENDERS).join(', ')}`);
  const issuer = await createTestIssuer();
  const { sub } = issuer.claims() as { sub: string };
  const told: Issuer = { issuer: issuer.issuer, audience: issuer.audience, jwksUri: issuer.jwksUri, subject: sub };
  // All contenders get the same: each is a process of its own.
  const tokens = await mintMany(issuer, WARM_TOKENS + UNSEEN_WARM_UP + UNSEEN_TOKENS * settings.rounds);
  const load = new LoadProcess();
  const servers = new Map<string, ServerProcess>();
  for (const name of Object.keys(CONTENDERS).filter(among(settings.only))) {
    const script = `guarded-route/servers/${name}.js`;
    servers.set(name, await ServerProcess.start(script, told, settings.profiles));
  }
  return {
    cases: [...servers].flatMap(([contender, server]) =>
      (CONTENDERS[contender] ?? [])
        .filter(among(settings.loads))
        .map((kind) => httpCase(contender, kind, { server, load, issuer, tokens, settings })),
    ),
    close: async () => {
      load.close();
      await Promise.all([...servers.values()].map((server) => server.close()));
      await issuer.close();
    },
  };
}

function among(names: readonly string[]): (name: string) => boolean {
  return (name) => names.length === 0 || names.includes(name);
}

interface Bench {
  readonly server: ServerProcess;
  readonly load: LoadProcess;
  readonly issuer: TestIssuer;
  readonly tokens: readonly string[];
  readonly settings: Settings;
}

function httpCase(contender: string, kind: string, { server, load, issuer, tokens, settings }: Bench): Case {
  const unseen = (round: number): readonly string[] => {
    const from = WARM_TOKENS + UNSEEN_WARM_UP + round * UNSEEN_TOKENS;
    return tokens.slice(from, from + UNSEEN_TOKENS);
  };
  const warm = tokens.slice(0, WARM_TOKENS);
  const send = async (used: readonly string[], seconds: number): Promise<Sample> => {
    const requests = used.map((token) => requestWith(server.port, token));
    const order = { port: server.port, requests, repeat: kind === WARM, seconds, connections: CONNECTIONS };
    const before = await server.cpuSeconds();
    const result = await load.run(order);
    const cpu = (await server.cpuSeconds()) - before;
    const answers = result.statuses[200] ?? 0;
    assert.deepEqual(result.statuses, { 200: answers }, `${contender} did not answer every request with 200`);
    return {
      'requests/s': answers / result.seconds,
      'server CPU': (cpu / answers) * 1e6,
      'requests/CPU second': answers / cpu,
      'server busy': (cpu / result.seconds) * 100,
      'load busy': (result.cpuSeconds / result.seconds) * 100,
    };
  };
  return {
    contender,
    load: kind,
    prove: () => proveAnswers(`http://127.0.0.1:${server.port}/profile`, issuer, !OPEN.test(contender)),
    warmUp: async () =>
      void (await send(
        kind === WARM ? warm : tokens.slice(WARM_TOKENS, WARM_TOKENS + UNSEEN_WARM_UP),
        settings.warmUpSeconds,
      )),
    measure: (round) => send(kind === WARM ? warm : unseen(round), settings.seconds),
  };
}

function requestWith(port: number, token: string): string {
  return `GET /profile HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
}
