import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthModule } from '@gatehouse/auth';
import { createTestIssuer, send, type TestIssuer, tokenFor } from '@gatehouse/auth/testing';
import { createDynamoDbClient } from '@gatehouse/dynamodb';
import { createTables, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { createService, drain, DynamoDbModule, type ServiceDefinition } from '@gatehouse/service';
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { AccountModule } from '../account/account.module';
import { type AuditEvent, AuditLog } from '../audit/audit';
import { AuditTrailModule } from '../audit/audit-trail.module';
import { type RequestContext } from '../request-context/request-context';
import { AuthorizationModule } from '../authorization/authorization.module';
import { card } from '../card';
import { authEnvironment, guardOptions } from '../config';
import { webClientId } from '../first-party/first-party';
import { ClientsModule } from '../oidc/clients/clients.module';
import { problems } from '../problems';
import { KeysModule } from '../signing-keys/keys.module';
import { applyCards } from './cards';
import { RolesService } from '../users/roles.service';
import { type User } from '../users/user';
import { UsersModule } from '../users/users.module';
import { UsersService } from '../users/users.service';

@Module({
  imports: [
    DynamoDbModule.forCard(card),
    AuthModule.forRootAsync({ inject: [ConfigService], useFactory: guardOptions }),
    UsersModule,
    AccountModule,
    AuditTrailModule,
    AuthorizationModule,
    ClientsModule,
    KeysModule,
  ],
})
class AccountsModule {}

/** The user API as the authorization server runs it, without the OAuth part. */
const definition: ServiceDefinition = {
  card: { ...card, name: 'accounts' },
  environment: authEnvironment,
  module: AccountsModule,
  problems,
};

export interface JsonAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test expects of it, it says itself.
  readonly body: any;
}

/** The scopes of the service's own API. */
export const administration = card.scopes.map(({ name }) => name);

export const goodPassword = 'seven lanterns on the quay';

export interface Accounts {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly users: UsersService;
  readonly roles: RolesService;
  /** What was recorded, in order. */
  readonly audited: AuditEvent[];
  /** `call('GET /auth/me', { user })`. */
  call(
    route: string,
    call?: { token?: string; body?: unknown; headers?: Readonly<Record<string, string>> },
  ): Promise<JsonAnswer>;
  /** An access token of the user, as a sign-in would issue it. */
  tokenOf(user: User): string;
  /** A new user with these roles, set by the operator. */
  person(username: string, ...roles: string[]): Promise<User>;
  stop(): Promise<void>;
}

/** Where a request comes from, for calls of the services themselves. */
export function from(address: string, context: Partial<RequestContext> = {}): RequestContext {
  return { address, requestId: 'test', ...context };
}

/** Starts the user API on a free port of 127.0.0.1, on the embedded engine in memory. */
export async function startAccounts(environment: Record<string, string> = {}): Promise<Accounts> {
  const folder = await mkdtemp(join(tmpdir(), 'accounts-'));
  const engine = await startEmbeddedEngine();
  const issuer = await createTestIssuer();
  const client = createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 20_000, deadline: 60_000 });
  await createTables(client, 'gatehouse-', card.tables);
  client.destroy();
  await applyCards(engine.endpoint, 'gatehouse-', issuer.issuer);
  const app = await createService(definition, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    AUTH_ISSUER: issuer.issuer,
    AUTH_AUDIENCE: issuer.audience,
    SIGNING_KEYS: `file:${join(folder, 'signing-keys.json')}`,
    DYNAMODB_ENDPOINT: engine.endpoint,
    ...environment,
  });
  const audited: AuditEvent[] = [];
  const audit = app.get(AuditLog, { strict: false });
  const record = audit.record.bind(audit);
  audit.record = (event) => {
    audited.push(event);
    record(event);
  };
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${((app.getHttpServer() as { address(): unknown }).address() as AddressInfo).port}`;
  const users = app.get(UsersService, { strict: false });
  const roles = app.get(RolesService, { strict: false });
  return {
    app,
    url,
    issuer,
    users,
    roles,
    audited,
    call: async (route, { token, body, headers = {} } = {}) => {
      const [method = '', path = ''] = route.split(' ');
      const answer = await send(url, { method, path, headers, ...(body !== undefined && { body }) }, token);
      const json = answer.headers['content-type']?.includes('json') === true && answer.text !== '';
      return { ...answer, body: json ? (JSON.parse(answer.text) as unknown) : answer.text };
    },
    tokenOf: ({ id, roles: own, username }) =>
      tokenFor(issuer, {
        subject: id,
        clientId: webClientId,
        roles: own,
        scopes: own.includes('admin') ? ['messages:read', ...administration] : ['messages:read'],
        claims: { username },
      }),
    person: async (username, ...own) => {
      const user = await users.signUp({ username, name: username, password: goodPassword }, from('192.0.2.200'));
      return own.length === 0 ? user : roles.setRoles(null, user.id, own, from(''));
    },
    stop: async () => {
      await drain(app);
      await issuer.close();
      await engine.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
