import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { freePort } from '@gatehouse/dynamodb/testing';
import { authorizationServerOf } from '@gatehouse/service-card';
import { createLambdaHandler, createService } from '@gatehouse/service';
import { type EventMaker, startGateway } from '@gatehouse/service/testing';
import { definitionOf, localDefaults, localServices, localUrl, prepareStore } from '@gatehouse/workspace';
import { type Services } from './scenario';

/** Every service of the workspace, the authorization server first. */
export const services = localServices();
export const projects = services.map(({ name }) => name);

/** Every service over one transport, on a store of their own. */
export interface RunningSystem extends Services {
  close(): Promise<void>;
}

/** One service over a transport. */
export interface RunningService {
  readonly url: string;
  close(): Promise<void>;
}

export type Start = (project: string, environment: Record<string, string>) => Promise<RunningService>;

// The same for every transport, so that answers which name it can be the same; keys are fetched where they really are.
const issuer = 'http://localhost:3001/auth';

/** Starts the engine, prepares the store, and starts every service. */
export async function startSystem(start: Start): Promise<RunningSystem> {
  const engine: LocalEngine = await startEmbeddedEngine();
  await prepareStore({ endpoint: engine.endpoint, tablePrefix: 'gatehouse-' }, services, (card) => localUrl(card));
  const state = await mkdtemp(join(tmpdir(), 'gatehouse-transport-'));
  const common = {
    LOG_LEVEL: 'silent',
    HOST: '127.0.0.1',
    AUTH_ISSUER: issuer,
    AUTH_AUDIENCE: 'urn:gatehouse:api',
    DYNAMODB_ENDPOINT: engine.endpoint,
    DATA_DIR: state,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    WEB_ORIGINS: 'https://app.example.com',
  };
  const started: RunningService[] = [];
  const close = async () => {
    for (const service of started) await service.close();
    await engine.stop();
    await rm(state, { recursive: true, force: true });
  };
  try {
    const urls: Record<string, string> = {};
    const server = authorizationServerOf(services);
    for (const card of services) {
      const service = await start(card.name, {
        ...localDefaults(card.name),
        ...common,
        AUTH_RESOURCE: localUrl(card),
        SIGNING_KEYS: `file:${join(state, 'signing-keys.json')}`,
        ...(card !== server && { AUTH_JWKS_URI: `${urls[server.name]}${server.basePath}/.well-known/jwks.json` }),
        PORT: `${await freePort()}`,
      });
      started.push(service);
      urls[card.name] = service.url;
    }
    return { urls, auth: urls['auth'] ?? '', messages: urls['messages'] ?? '', close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The application in this process, behind Node's HTTP server. */
export const inProcess: Start = async (project, environment) => {
  const app = await createService(definitionOf(project), environment);
  await app.listen(0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`,
    close: async () => {
      app.getHttpServer().closeAllConnections();
      await app.close();
    },
  };
};

/** The application in this process, asked with events of a gateway. */
export function inFunction(form: EventMaker): Start {
  return async (project, environment) => {
    const { handler, ready } = createLambdaHandler(definitionOf(project), environment);
    await ready;
    return startGateway(form, (event) => handler(event, { getRemainingTimeInMillis: () => 10_000 }));
  };
}
