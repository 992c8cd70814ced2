import { setTimeout as pause } from 'node:timers/promises';
import { join, resolve } from 'node:path';
import { type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { localServices, localUrl } from '../start/local-services';
import { isPortFree } from '../start/port';
import { localEngineSettings } from './config';
import { prepareStore } from './prepare-store';

const { port, dataDir, prefix: tablePrefix } = localEngineSettings;
let engine: LocalEngine | undefined;

/** The store of `nx serve`. Where another one has its port, that one is shared, and this one takes over when it ends. */
async function serve(): Promise<void> {
  const cards = localServices();
  for (let waiting = false; !(await isPortFree(port, '127.0.0.1')); waiting = true) {
    if (!waiting) process.stdout.write(`Port ${port} is in use already; taking it for the local DynamoDB.\n`);
    await pause(1000);
  }
  engine = await startEmbeddedEngine({ path: join(resolve(dataDir), 'dynamodb'), port });
  await prepareStore({ endpoint: engine.endpoint, tablePrefix }, cards, (card) => localUrl(card));
  process.stdout.write(`The embedded DynamoDB listens on ${engine.endpoint}, its data is in ${dataDir}.\n`);
}

async function stop(): Promise<void> {
  await engine?.stop();
  process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
serve().catch((error: unknown) => {
  process.stderr.write(
    `The embedded DynamoDB cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
