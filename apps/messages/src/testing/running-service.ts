import { type AddressInfo } from 'node:net';
import { createTestIssuer, send, type TestIssuer, tokenFor, type TokenIdentity } from '@gatehouse/auth/testing';
import { createDynamoDbClient, messagesTable } from '@gatehouse/dynamodb';
import { createTables, type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { createService, drain } from '@gatehouse/service';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { messagesService } from '../service';

/** An answer, its body parsed. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test expects of it, it says itself.
  readonly body: any;
}

export interface Call {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The messages service as it runs, its engine, and an issuer whose tokens it takes. */
export interface RunningService {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly engine: LocalEngine;
  token(identity?: TokenIdentity): string;
  /** `call('GET /messages')`. */
  call(route: string, call?: Call): Promise<JsonAnswer>;
  stop(): Promise<void>;
}

/** Calls routes of a service: `callTo(url)('GET /messages')`. */
export function callTo(url: string): RunningService['call'] {
  return async (route, { token, headers = {}, body } = {}) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await send(url, { method, path, headers, ...(body !== undefined && { body }) }, token);
    const json = answer.headers['content-type']?.includes('json') === true && answer.text !== '';
    return { ...answer, body: json ? (JSON.parse(answer.text) as unknown) : answer.text };
  };
}

/** Starts the service on a free port of 127.0.0.1, on the embedded engine in memory unless `DYNAMODB_ENDPOINT` says where. */
export async function startMessages(environment: Record<string, string> = {}): Promise<RunningService> {
  const engine = await startEmbeddedEngine();
  const issuer = await createTestIssuer();
  const endpoint = environment['DYNAMODB_ENDPOINT'] ?? engine.endpoint;
  const client = createDynamoDbClient({ endpoint, attemptTimeout: 20_000, deadline: 60_000 });
  await createTables(client, environment['TABLE_PREFIX'] ?? 'gatehouse-', [messagesTable]);
  client.destroy();
  const app = await createService(messagesService, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    AUTH_ISSUER: issuer.issuer,
    AUTH_AUDIENCE: issuer.audience,
    DYNAMODB_ENDPOINT: endpoint,
    CURSOR_KEY: 'a key of the tests, which is long enough',
    WEB_ORIGINS: 'https://app.example.com',
    ...environment,
  });
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${((app.getHttpServer() as { address(): unknown }).address() as AddressInfo).port}`;
  return {
    app,
    url,
    issuer,
    engine,
    token: (identity = {}) =>
      tokenFor(issuer, { scopes: ['messages:read', 'messages:write'], roles: ['user'], ...identity }),
    call: callTo(url),
    stop: async () => {
      await drain(app);
      await issuer.close();
      await engine.stop();
    },
  };
}
