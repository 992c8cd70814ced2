import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findStore, type RunningStore } from '@gatehouse/dynamodb/local';
import { dataFolder, given, namesStore } from '../start/config';
import { localDefaults, workspaceRoot } from '../start/local-services';
import { localSigningKeys } from './local-engine';

// Milliseconds. The store compiles on its first start.
const storeTimeout = 90_000;

/** The store of the data folder, which starts at the same time as the service. */
async function runningStore(): Promise<RunningStore> {
  for (const deadline = Date.now() + storeTimeout; Date.now() < deadline; await pause(200)) {
    const found = await findStore(dataFolder.path);
    if (found?.runs) return found.store;
  }
  throw new Error(`No store came up for ${dataFolder.path} within ${storeTimeout / 1000} s.`);
}

async function environmentOf(name: string): Promise<Record<string, string | undefined>> {
  const defaults = { ...localDefaults(name), SIGNING_KEYS: localSigningKeys };
  if (namesStore) return { ...defaults, ...given };
  const { endpoint, tablePrefix, signingKeys, issuer } = await runningStore();
  process.stdout.write(`${name} uses the store at ${endpoint}, tables ${tablePrefix}*.\n`);
  const store = {
    DYNAMODB_ENDPOINT: endpoint,
    TABLE_PREFIX: tablePrefix,
    SIGNING_KEYS: signingKeys,
    AUTH_ISSUER: issuer,
  };
  return { ...defaults, ...store, ...given };
}

/** Runs a service for `nx serve`, and restarts it after each change. */
async function serve(name: string): Promise<void> {
  const flags = ['--watch', '--watch-preserve-output', '-r', join(workspaceRoot, 'libs/workspace/register.cjs')];
  const env = await environmentOf(name);
  const child = spawn(process.execPath, [...flags, join(workspaceRoot, 'apps', name, 'src/main.ts')], {
    cwd: workspaceRoot,
    env,
    stdio: 'inherit',
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  // A terminal gives Ctrl-C to both, and this one waits for the other.
  process.on('SIGINT', () => undefined);
  child.once('error', (error) => fail(error));
  child.once('exit', (code) => process.exit(code ?? 0));
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

serve(process.argv[2] ?? '').catch(fail);
