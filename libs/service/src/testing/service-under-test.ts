import { type AddressInfo } from 'node:net';
import { createTestIssuer, type TestIssuer, tokenFor, type TokenIdentity } from '@gatehouse/auth/testing';
import { createDynamoDbClient, type TableDefinition } from '@gatehouse/dynamodb';
import { createTables, type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { drain } from '../http-server';
import { createService, type ServiceDefinition } from '../service';

/** A service as it runs, its store, and an issuer whose tokens it takes. */
export interface ServiceUnderTest {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly engine: LocalEngine;
  /** A real token of the issuer. */
  token(identity?: TokenIdentity): string;
  stop(): Promise<void>;
}

/**
 * Starts a service on a free port of 127.0.0.1, with the tables on the embedded engine in memory unless `DYNAMODB_ENDPOINT` says
 * where. `environment` is what the service needs besides.
 */
export async function startUnderTest(
  definition: ServiceDefinition,
  tables: readonly TableDefinition[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServiceUnderTest> {
  const engine = await startEmbeddedEngine();
  const issuer = await createTestIssuer();
  const endpoint = environment['DYNAMODB_ENDPOINT'] ?? engine.endpoint;
  const client = createDynamoDbClient({ endpoint, attemptTimeout: 20_000, deadline: 60_000 });
  await createTables(client, environment['TABLE_PREFIX'] ?? 'gatehouse-', tables);
  client.destroy();
  const app = await createService(definition, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    AUTH_ISSUER: issuer.issuer,
    AUTH_AUDIENCE: issuer.audience,
    AUTH_RESOURCE: `https://api.example.com${definition.card.basePath}`,
    DYNAMODB_ENDPOINT: endpoint,
    WEB_ORIGINS: 'https://app.example.com',
    ...environment,
  });
  await app.listen(0, '127.0.0.1');
  return {
    app,
    url: `http://127.0.0.1:${((app.getHttpServer() as { address(): unknown }).address() as AddressInfo).port}`,
    issuer,
    engine,
    token: (identity) => tokenFor(issuer, identity),
    stop: async () => {
      await drain(app);
      await issuer.close();
      await engine.stop();
    },
  };
}
