import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { wrap } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { createTestIssuer } from '@gatehouse/access-token/testing';
import { createDynamoDbClient, tables } from '@gatehouse/dynamodb';
import { createTables, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { workspaceRoot } from '../start/local-services';
import { firstEvents } from './first-events';

// Of the cache's head: a hash of the flags that V8 ran with (V8, SerializedCodeData).
const flagsAt = 12;
const flagsLength = 4;

/** Has a bundled function answer its first events in a process of its own, and answers what V8 has compiled by then. */
async function compiled(project: string, directory: string, work: string): Promise<Buffer> {
  const events = firstEvents[project];
  if (events === undefined) throw new Error(`first-events.ts does not say what ${project} is asked first`);
  const issuer = await createTestIssuer();
  const engine = await startEmbeddedEngine();
  try {
    const client = createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 10_000, deadline: 30_000 });
    await createTables(client, 'gatehouse-', tables);
    client.destroy();
    const target = join(work, 'cache');
    const token = issuer.mint();
    const script = join(workspaceRoot, 'libs/workspace/lambda/compile.cjs');
    // V8 orders and drops things by a seed and by age; without both the same bundle makes the same bytes.
    const flags = ['--hash-seed=1', '--no-flush-bytecode', '--no-sparkplug', '--no-maglev', '--no-opt'];
    await promisify(execFile)(process.execPath, [...flags, script, directory, target, JSON.stringify(events(token))], {
      env: {
        AUTH_ISSUER: issuer.issuer,
        AUTH_AUDIENCE: issuer.audience,
        AUTH_JWKS_URI: issuer.jwksUri,
        AWS_REGION: 'eu-west-1',
        CURSOR_KEY: 'a key for as long as packing takes',
        DATA_DIR: work,
        DYNAMODB_ENDPOINT: engine.endpoint,
        LOG_LEVEL: 'silent',
        SIGNING_KEYS: `file:${join(work, 'signing-keys.json')}`,
      },
    });
    return await readFile(target);
  } finally {
    await engine.stop();
    await issuer.close();
  }
}

/** The same for a process with V8's own flags, as this one: those that it was made with changed nothing of the code. */
function forOwnFlags(cache: Buffer): Buffer {
  const own = new Script('').createCachedData();
  return Buffer.concat([
    cache.subarray(0, flagsAt),
    own.subarray(flagsAt, flagsAt + flagsLength),
    cache.subarray(flagsAt + flagsLength),
  ]);
}

async function run(project: string | undefined): Promise<void> {
  if (project === undefined) throw new Error('code-cache.ts PROJECT');
  const directory = join(workspaceRoot, 'dist/apps', project);
  const bundle = join(directory, 'lambda.js');
  const work = await mkdtemp(join(tmpdir(), 'gatehouse-code-cache-'));
  try {
    const cache = forOwnFlags(await compiled(project, directory, work));
    const script = new Script(wrap(await readFile(bundle, 'utf8')), { filename: bundle, cachedData: cache });
    if (script.cachedDataRejected !== false) throw new Error('V8 does not take the cache that it made');
    const target = `${bundle}.${process.arch}.cache`;
    await writeFile(target, cache);
    process.stdout.write(`${relative(workspaceRoot, target)}: ${cache.length} bytes, V8 ${process.versions.v8}\n`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

run(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
