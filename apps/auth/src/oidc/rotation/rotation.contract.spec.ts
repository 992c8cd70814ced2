import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContractContext, describeStoreContract, freePort } from '@gatehouse/dynamodb/testing';
import { card } from '../../card';
import { type AuthProcess, spawnAuth } from '../../testing/auth-process';
import { audience, login, refresh, signUp, type Tokens } from '../../testing/running-auth';

const concurrency = 200;
const rounds = 5;

describeStoreContract('Refresh token rotation from two processes', card.tables, (context: ContractContext) => {
  let folder: string;
  let processes: AuthProcess[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rotation-'));
    const ports = [await freePort(), await freePort()];
    processes = await Promise.all(
      ports.map((port) =>
        spawnAuth({
          PORT: `${port}`,
          HOST: '127.0.0.1',
          LOG_LEVEL: 'error',
          AUTH_ISSUER: `http://127.0.0.1:${ports[0]}/auth`,
          AUTH_AUDIENCE: audience,
          TABLE_PREFIX: context.prefix,
          DYNAMODB_ENDPOINT: context.endpoint,
          SIGNING_KEYS: `file:${join(folder, 'keys.json')}`,
        }),
      ),
    );
  }, 120_000);

  afterAll(async () => {
    await Promise.all(processes.map((process) => process.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  it(`gives ${concurrency} concurrent refreshes of one token the same successor, and goes on with it`, async () => {
    const origins = processes.map(({ origin }) => origin);
    const origin = origins[0] ?? '';
    let token = (await login(origin, await signUp(origin))).refresh_token;
    for (let round = 0; round < rounds; round++) {
      const answers = await Promise.all(
        Array.from({ length: concurrency }, async (_, i) => {
          const response = await refresh(origins[i % origins.length] ?? '', token);
          return { status: response.status, body: (await response.json()) as Partial<Tokens> };
        }),
      );
      const successors = new Set(answers.map(({ body }) => body.refresh_token));
      expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
      expect(successors.size).toBe(1);
      const [successor] = successors;
      expect(successor).not.toBe(token);
      token = successor ?? '';
    }
  }, 120_000);
});
