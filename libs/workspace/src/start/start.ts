import { announceStore, type LocalEngine, openDataFolder } from '@gatehouse/dynamodb/local';
import { type ServiceCard, ServiceCardError } from '@gatehouse/service-card';
import { localSigningKeys, startLocalEngine } from '../store/local-engine';
import { prepareStore } from '../store/prepare-store';
import { banner } from './banner';
import { type ChildService, startChild, startPage, untilReady } from './child-service';
import { dataFolder, given } from './config';
import { localDefaults, localServices, localUrl, portVariable } from './local-services';
import { isPortFree } from './port';
import { pageServer } from '../web/config';

// Milliseconds. A cold machine compiles everything once.
const readyTimeout = 90_000;

class StartError extends Error {}

const tablePrefix = given['TABLE_PREFIX'] ?? 'gatehouse-';
const children: ChildService[] = [];
let engine: LocalEngine | undefined;
let withdraw: (() => Promise<void>) | undefined;
let stopping: Promise<never> | undefined;

function stop(exitCode: number): Promise<never> {
  stopping ??= Promise.resolve(withdraw?.())
    .then(() => Promise.all(children.map((child) => child.stop())))
    .then(() => engine?.stop())
    .then(() => process.exit(exitCode));
  return stopping;
}

/** What all of them make, or one error with what each that failed says. */
async function all<T extends readonly unknown[]>(
  made: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(made);
  const faults = settled.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).message] : []));
  if (faults.length > 0) throw new StartError(faults.join('\n'));
  return Promise.all(made);
}

type Listener = Pick<ServiceCard, 'name' | 'port'>;

function portOf(listener: Listener): string {
  const variable = portVariable(listener);
  const port = given[variable] ?? `${listener.port}`;
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new StartError(`${variable} must be a port, 1 to 65535.`);
  }
  return port;
}

async function mustBeFree(listener: Listener, host: string | undefined): Promise<void> {
  const port = portOf(listener);
  if (await isPortFree(Number(port), host)) return;
  throw new StartError(
    `Port ${port} is taken. End what listens there, or set ${portVariable(listener)} to another port.`,
  );
}

/** The base URL of a service, which is also its resource identifier. */
function urlOf(card: ServiceCard): string {
  return localUrl(card, portOf(card));
}

async function environmentOf(card: ServiceCard, issuer: string) {
  // Also where `nx serve web` serves the page from its sources, in front of the same services.
  const ports = new Set([portOf(pageServer), `${pageServer.port}`]);
  const origins = [...ports].flatMap((port) => [`http://localhost:${port}`, `http://127.0.0.1:${port}`]);
  const environment: Record<string, string | undefined> = {
    ...localDefaults(card.name),
    AUTH_ISSUER: issuer,
    AUTH_RESOURCE: urlOf(card),
    WEB_ORIGINS: origins.join(','),
    DATA_DIR: dataFolder.path,
    SIGNING_KEYS: localSigningKeys,
    ...given,
    PORT: portOf(card),
  };
  await mustBeFree(card, environment['HOST']);
  return environment;
}

async function pageEnvironment(issuer: string) {
  const environment: Record<string, string | undefined> = {
    ...localDefaults(),
    AUTH_ISSUER: issuer,
    ...given,
    PORT: portOf(pageServer),
  };
  await mustBeFree(pageServer, environment['HOST']);
  return environment;
}

async function startEngine(): Promise<string> {
  const endpoint = given['DYNAMODB_ENDPOINT'];
  try {
    await openDataFolder(dataFolder.path, dataFolder.isDefault);
    if (endpoint !== undefined) return endpoint;
    engine = await startLocalEngine();
  } catch (error) {
    throw new StartError(
      `The embedded DynamoDB cannot open ${dataFolder.path}: is another Gatehouse using it? Set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
  return engine.endpoint;
}

async function start(): Promise<void> {
  const cards = localServices();
  await all([...cards, pageServer].map(async (card) => portOf(card)));
  const issuer = urlOf(cards[0] as ServiceCard);
  // Ports are asked for before the engine starts, so that a taken one costs nothing.
  const [environments, pageVariables] = await all([
    all(cards.map((card) => environmentOf(card, issuer))),
    pageEnvironment(issuer),
  ]);
  const endpoint = await startEngine();
  // The page is built while the store is prepared.
  const pageChild = startPage(pageVariables);
  children.push(pageChild);
  await prepareStore({ endpoint, tablePrefix }, cards, urlOf);
  withdraw = await announceStore(dataFolder.path, {
    pid: process.pid,
    endpoint,
    engineId: engine?.id,
    tablePrefix,
    signingKeys: given['SIGNING_KEYS'] ?? localSigningKeys,
    issuer: given['AUTH_ISSUER'] ?? issuer,
  });
  const started = cards.map((card, index) =>
    startChild(card.name, { ...environments[index], DYNAMODB_ENDPOINT: endpoint }),
  );
  children.push(...started);
  await all([...started, pageChild].map((child) => untilReady(child, readyTimeout)));
  const services = cards.map((card) => ({ name: card.name, url: urlOf(card), example: card.example }));
  process.stdout.write(banner(pageChild.url, services, endpoint));
  const reason = await Promise.race(children.map((child) => child.ended));
  if (!stopping) throw new StartError(reason);
}

function isExpected(error: unknown): error is Error {
  return error instanceof StartError || error instanceof ServiceCardError;
}

process.once('SIGINT', () => void stop(0));
process.once('SIGTERM', () => void stop(0));
start().catch((error: unknown) => {
  if (stopping) return;
  process.stderr.write(`${isExpected(error) ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  void stop(1);
});
