import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createTestIssuer } from '@gatehouse/access-token/testing';
import { startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { localDefaults, localServices, localUrl, workspaceRoot } from '../start/local-services';
import { prepareStore } from '../store/prepare-store';
import { codeCacheOf } from './code-cache';
import { firstEvents } from './first-events';

async function run(project = ''): Promise<void> {
  const directory = join(workspaceRoot, 'dist/apps', project);
  const state = await mkdtemp(join(tmpdir(), 'gatehouse-first-events-'));
  const issuer = await createTestIssuer();
  const engine = await startEmbeddedEngine();
  try {
    const store = { endpoint: engine.endpoint, tablePrefix: 'gatehouse-' };
    await prepareStore(store, localServices(), (card) => localUrl(card));
    const cache = await codeCacheOf(directory, firstEvents(project, issuer.mint()), {
      ...localDefaults(project),
      AUTH_ISSUER: issuer.issuer,
      AUTH_AUDIENCE: issuer.audience,
      AUTH_JWKS_URI: issuer.jwksUri,
      AWS_REGION: 'eu-west-1',
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
