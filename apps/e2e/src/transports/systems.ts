import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDynamoDbClient, tables } from '@gatehouse/dynamodb';
import { createTables, type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { freePort } from '@gatehouse/dynamodb/testing';
import { createLambdaHandler, createService } from '@gatehouse/service';
import { type EventMaker, startGateway } from '@gatehouse/service/testing';
import { definitionOf } from '@gatehouse/workspace';
import { type Services } from './scenario';

export const projects = ['auth', 'messages'] as const;
export type Project = (typeof projects)[number];

/** Both services over one transport, on a store of their own. */
export interface RunningSystem extends Services {
  close(): Promise<void>;
}

/** One service over a transport. */
export interface RunningService {
  readonly url: string;
  close(): Promise<void>;
}

export type Start = (project: Project, environment: Record<string, string>) => Promise<RunningService>;

// The same for every transport, so that answers which name it can be the same; keys are fetched where they really are.
const issuer = 'http://localhost:3001/auth';

/** Starts engine, tables, auth and messages. */
export async function startSystem(start: Start): Promise<RunningSystem> {
  const engine: LocalEngine = await startEmbeddedEngine();
  const client = createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 10_000, deadline: 30_000 });
  await createTables(client, 'gatehouse-', tables);
  client.destroy();
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
    const SIGNING_KEYS = `file:${join(state, 'signing-keys.json')}`;
    const auth = await start('auth', { ...common, SIGNING_KEYS, PORT: `${await freePort()}` });
    started.push(auth);
    const AUTH_JWKS_URI = `${auth.url}/auth/.well-known/jwks.json`;
    const CURSOR_KEY = 'a key of the transports, which is long enough';
    const messages = await start('messages', { ...common, AUTH_JWKS_URI, CURSOR_KEY, PORT: `${await freePort()}` });
    started.push(messages);
    return { auth: auth.url, messages: messages.url, close };
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
