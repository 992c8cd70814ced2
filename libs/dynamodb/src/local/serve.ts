import { setTimeout as pause } from 'node:timers/promises';
import { join, resolve } from 'node:path';
import { createDynamoDbClient } from '../client';
import { tables } from '../tables';
import { localEngineSettings } from './config';
import { createTables } from './create-tables';
import { type LocalEngine, startEmbeddedEngine } from './engine';

const { port, dataDir, prefix } = localEngineSettings();
let engine: LocalEngine | undefined;

async function serve(): Promise<void> {
  for (let waiting = false; engine === undefined;) {
    try {
      engine = await startEmbeddedEngine({ path: join(resolve(dataDir), 'dynamodb'), port });
    } catch (error) {
      // Another `nx serve` has it already: share it, and take over when that one ends.
      if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
      if (!waiting) process.stdout.write(`Port ${port} is in use already; taking it for the local DynamoDB.\n`);
      waiting = true;
      await pause(1000);
    }
  }
  const client = createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 10_000, deadline: 30_000 });
  await createTables(client, prefix, tables);
  client.destroy();
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
