import { setTimeout as pause } from 'node:timers/promises';
import { announceStore, findStore, type LocalEngine, openDataFolder } from '@gatehouse/dynamodb/local';
import { dataFolder, given } from '../start/config';
import { localDefaults, localServices, localUrl } from '../start/local-services';
import { storeSettings } from './config';
import { localSigningKeys, startLocalEngine } from './local-engine';
import { prepareStore } from './prepare-store';

// Milliseconds. Another process may be about to open the folder, or to leave it.
const openTimeout = 15_000;
const pollInterval = 500;

const cards = localServices();
const { DYNAMODB_ENDPOINT: namedEndpoint, TABLE_PREFIX: tablePrefix } = storeSettings();
let engine: LocalEngine | undefined;
let withdraw: (() => Promise<void>) | undefined;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const prepare = (endpoint: string) => prepareStore({ endpoint, tablePrefix }, cards, (card) => localUrl(card));

/** Uses the store that runs on the same folder for as long as it does. Returns the port that it had. */
async function shareRunningStore(): Promise<number | undefined> {
  let shared: string | undefined;
  for (;;) {
    const found = await findStore(dataFolder.path);
    if (!found?.runs) return shared === undefined ? undefined : Number(new URL(shared).port);
    const { endpoint, pid } = found.store;
    if (endpoint !== shared) {
      say(`The store at ${endpoint} is used: process ${pid} runs it, and its data is in ${dataFolder.path}.`);
    }
    shared = endpoint;
    await pause(pollInterval);
  }
}

async function openEngine(): Promise<LocalEngine> {
  for (const deadline = Date.now() + openTimeout; ; await pause(pollInterval)) {
    const port = await shareRunningStore();
    try {
      return await startLocalEngine(port);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** The store of `nx serve`. */
async function serve(): Promise<void> {
  if (namedEndpoint !== undefined) {
    await prepare(namedEndpoint);
    say(`The store at ${namedEndpoint} is used, as DYNAMODB_ENDPOINT says.`);
    // A task that ends would end the service that depends on it.
    return void setInterval(() => undefined, 60_000);
  }
  await openDataFolder(dataFolder.path, dataFolder.isDefault);
  engine = await openEngine();
  const { endpoint, id: engineId } = engine;
  await prepare(endpoint);
  withdraw = await announceStore(dataFolder.path, {
    pid: process.pid,
    endpoint,
    engineId,
    tablePrefix,
    signingKeys: given['SIGNING_KEYS'] ?? localSigningKeys,
    issuer: given['AUTH_ISSUER'] ?? localDefaults().AUTH_ISSUER,
  });
  say(`The embedded DynamoDB is ready at ${endpoint}, its data is in ${dataFolder.path}.`);
}

async function stop(): Promise<void> {
  await withdraw?.();
  await engine?.stop();
  process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
serve().catch((error: unknown) => {
  process.stderr.write(
    `The embedded DynamoDB cannot start in ${dataFolder.path}: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
