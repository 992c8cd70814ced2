import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createTestIssuer } from '@gatehouse/access-token/testing';
import { startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { localServices, localUrl, policyQuestion, prepareStore, requestTo, simpleQuestion } from '@gatehouse/workspace';
import type { Case, OpenScenario, Sample, Scenario, Settings, Target } from '../scenario';
import { type FirstAnswer, firstAnswer } from './first-answer';

const MODULES: Readonly<Record<string, string>> = {
  bare: join(__dirname, 'cold-start', 'bare.mjs'),
  'messages-bundled': 'dist/apps/messages/index.mjs',
  'messages-unbundled': 'dist/apps/messages-unbundled/index.mjs',
  'authorizer-bundled': 'dist/apps/authorizer/index.mjs',
};

/** What is asked first, and what shows that it was answered rightly. */
interface Load {
  readonly contenders: readonly string[];
  readonly event: (mint: () => string) => object;
  readonly answer: FirstAnswer['answer'];
}

const messages = ['messages-bundled', 'messages-unbundled'];
const LOADS: Readonly<Record<string, Load>> = {
  hello: { contenders: ['bare'], event: () => requestTo('/'), answer: { statusCode: 200 } },
  refused: { contenders: messages, event: () => requestTo('/messages/mine'), answer: { statusCode: 401 } },
  feed: { contenders: messages, event: () => requestTo('/messages'), answer: { statusCode: 200 } },
  simple: {
    contenders: ['authorizer-bundled'],
    event: (mint) => simpleQuestion('/messages/mine', mint()),
    answer: { isAuthorized: true },
  },
  policy: {
    contenders: ['authorizer-bundled'],
    event: (mint) => policyQuestion('/messages/mine', mint()),
    answer: { principalId: '0b9a1f0e-5d0c-4f7b-8a52-6f1f3a2b7c11' },
  },
};

const bare = { contender: 'bare', load: 'hello' };
const target = (contender: string, load: string, over: Target['over'], atMost: number): Target[] =>
  ['first answer', 'CPU'].map((metric) => ({ metric, of: { contender, load }, over, bar: { atMost } }));

/** From the start of a process to its first answer. */
export const coldStart: Scenario = {
  name: 'cold-start',
  title: 'Cold start of a function',
  metrics: {
    'first answer': { unit: 'ms', better: 'less', digits: 1 },
    CPU: { unit: 'ms', better: 'less', digits: 1 },
  },
  targets: [
    ...['refused', 'feed'].flatMap((load) =>
      target('messages-bundled', load, { contender: 'messages-unbundled', load }, 0.5),
    ),
    ...target('messages-bundled', 'refused', bare, 7),
    ...['simple', 'policy'].flatMap((load) => target('authorizer-bundled', load, bare, 2.5)),
  ],
  open,
};

async function open({ only, loads, profiles }: Settings): Promise<OpenScenario> {
  const unknown = only.filter((name) => !(name in MODULES));
  if (unknown.length > 0)
    throw new Error(`no contender ${unknown.join(', ')}; there are ${Object.keys(MODULES).join(', ')}`);
  const issuer = await createTestIssuer();
  const engine = await startEmbeddedEngine();
  await prepareStore({ endpoint: engine.endpoint, tablePrefix: 'gatehouse-' }, localServices(), (card) =>
    localUrl(card),
  );
  const environment = {
    AUTH_ISSUER: issuer.issuer,
    AUTH_AUDIENCE: issuer.audience,
    AUTH_JWKS_URI: issuer.jwksUri,
    AWS_REGION: 'eu-west-1',
    CURSOR_KEY: 'a key of the bench, which is long enough',
    DYNAMODB_ENDPOINT: engine.endpoint,
    LOG_LEVEL: 'warn',
  };
  const among = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name);
  const start = (contender: string, { event }: Load): Promise<FirstAnswer> =>
    firstAnswer({ module: MODULES[contender] as string, event: event(() => issuer.mint()), environment }, profiles);
  return {
    cases: Object.entries(LOADS)
      .filter(([name]) => among(loads, name))
      .flatMap(([name, load]) =>
        load.contenders
          .filter((contender) => among(only, contender))
          .map((contender) => coldCase(contender, name, load.answer, () => start(contender, load))),
      ),
    close: async () => {
      await engine.stop();
      await issuer.close();
    },
  };
}

function coldCase(contender: string, load: string, expected: object, start: () => Promise<FirstAnswer>): Case {
  const measure = async (): Promise<Sample> => {
    const { answer, elapsed, cpu } = await start();
    assert.partialDeepStrictEqual(answer, expected, `${contender} did not answer as it should`);
    return { 'first answer': elapsed, CPU: cpu };
  };
  return {
    contender,
    load,
    prove: async () => void (await measure()),
    warmUp: async () => undefined,
    measure,
  };
}
