import { join, resolve } from 'node:path';
import { createDynamoDbClient, tables } from '@gatehouse/dynamodb';
import { createTables, type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { banner } from './banner';
import { type ChildService, startChild, untilReady } from './child-service';
import { given } from './config';
import { localDefaults, type LocalService, localServices } from './local-services';
import { isPortFree } from './port';

// Milliseconds. A cold machine compiles everything once.
const readyTimeout = 90_000;

class StartError extends Error {}

const dataDir = resolve(given['DATA_DIR'] ?? '.data');
const children: ChildService[] = [];
let engine: LocalEngine | undefined;
let stopping: Promise<never> | undefined;

function stop(exitCode: number): Promise<never> {
  stopping ??= Promise.all(children.map((child) => child.stop()))
    .then(() => engine?.stop())
    .then(() => process.exit(exitCode));
  return stopping;
}

/** What all of them make, or one error with what each that failed says. */
async function all<T>(made: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(made);
  const faults = settled.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).message] : []));
  if (faults.length > 0) throw new StartError(faults.join('\n'));
  return Promise.all(made);
}

function portOf(service: LocalService, defaults: Record<string, string>): string {
  const port = given[service.portVariable] ?? defaults['PORT'] ?? '';
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new StartError(`${service.portVariable} must be a port, 1 to 65535.`);
  }
  return port;
}

async function environmentOf(service: LocalService, issuer: string) {
  const defaults = localDefaults(service);
  const port = portOf(service, defaults);
  const environment: Record<string, string | undefined> = {
    ...defaults,
    AUTH_ISSUER: issuer,
    DATA_DIR: dataDir,
    SIGNING_KEYS: `file:${join(dataDir, 'signing-keys.json')}`,
    ...given,
    PORT: port,
  };
  if (!(await isPortFree(Number(port), environment['HOST']))) {
    throw new StartError(
      `Port ${port} is taken. End what listens there, or set ${service.portVariable} to another port.`,
    );
  }
  return environment;
}

async function startEngine(): Promise<string> {
  const endpoint = given['DYNAMODB_ENDPOINT'];
  if (endpoint !== undefined) return endpoint;
  try {
    // Where `nx serve` and `nx run auth:admin` look for it; another port where that one is taken.
    const port = (await isPortFree(8000, '127.0.0.1')) ? 8000 : 0;
    engine = await startEmbeddedEngine({ path: join(dataDir, 'dynamodb'), port });
    const client = createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 10_000, deadline: 30_000 });
    await createTables(client, given['TABLE_PREFIX'] ?? 'gatehouse-', tables);
    client.destroy();
  } catch (error) {
    throw new StartError(
      `The embedded DynamoDB cannot open ${dataDir}: is another Gatehouse using it? Set DATA_DIR to another folder.`,
      {
        cause: error,
      },
    );
  }
  return engine.endpoint;
}

async function start(): Promise<void> {
  const services = [localServices.auth, localServices.messages];
  const [authPort] = await all(services.map(async (service) => portOf(service, localDefaults(service))));
  const issuer = `http://localhost:${authPort}/auth`;
  // Ports are asked for before the engine starts, so that a taken one costs nothing.
  const [authEnvironment, messagesEnvironment] = await all(services.map((service) => environmentOf(service, issuer)));
  const endpoint = await startEngine();
  const auth = startChild(localServices.auth, { ...authEnvironment, DYNAMODB_ENDPOINT: endpoint });
  const messages = startChild(localServices.messages, { ...messagesEnvironment, DYNAMODB_ENDPOINT: endpoint });
  children.push(auth, messages);
  await all(children.map((child) => untilReady(child, readyTimeout)));
  process.stdout.write(banner(auth.url, messages.url, endpoint));
  const reason = await Promise.race(children.map((child) => child.ended));
  if (!stopping) throw new StartError(reason);
}

process.once('SIGINT', () => void stop(0));
process.once('SIGTERM', () => void stop(0));
start().catch((error: unknown) => {
  if (stopping) return;
  process.stderr.write(
    `${error instanceof StartError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  void stop(1);
});
