import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createTestIssuer } from '@gatehouse/access-token/testing';
import { createDynamoDbClient, tables } from '@gatehouse/dynamodb';
import { createTables, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { workspaceRoot } from '../start/local-services';
import { codeCacheOf } from './code-cache';
import { firstEvents } from './first-events';

async function run(project = ''): Promise<void> {
  const events = firstEvents[project];
  if (events === undefined) throw new Error(`first-events.ts does not say what ${project} is asked first`);
  const directory = join(workspaceRoot, 'dist/apps', project);
  const state = await mkdtemp(join(tmpdir(), 'gatehouse-first-events-'));
  const issuer = await createTestIssuer();
  const engine = await startEmbeddedEngine();
  try {
    const client = createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 10_000, deadline: 30_000 });
    await createTables(client, 'gatehouse-', tables);
    client.destroy();
    const cache = await codeCacheOf(directory, events(issuer.mint()), {
      AUTH_ISSUER: issuer.issuer,
      AUTH_AUDIENCE: issuer.audience,
      AUTH_JWKS_URI: issuer.jwksUri,
      AWS_REGION: 'eu-west-1',
      CURSOR_KEY: 'a key for as long as packing takes',
      DATA_DIR: state,
      DYNAMODB_ENDPOINT: engine.endpoint,
      LOG_LEVEL: 'silent',
      SIGNING_KEYS: `file:${join(state, 'signing-keys.json')}`,
    });
    const target = join(directory, `lambda.js.${process.arch}.cache`);
    await writeFile(target, cache);
    process.stdout.write(`${relative(workspaceRoot, target)}: ${cache.length} bytes, V8 ${process.versions.v8}\n`);
  } finally {
    await engine.stop();
    await issuer.close();
    await rm(state, { recursive: true, force: true });
  }
}

run(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
