import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDynamoDbClient } from '@gatehouse/dynamodb';
import { createTables, type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { freePort } from '@gatehouse/dynamodb/testing';
import { createService } from '@gatehouse/service';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { card } from '../card';
import { authService } from '../service';
import { applyCards } from './cards';

export const audience = 'urn:gatehouse:api';
export const tablePrefix = 'gatehouse-';

export interface RunningAuth {
  readonly app: NestExpressApplication;
  readonly origin: string;
  readonly issuer: string;
  readonly environment: Record<string, string>;
  stop(): Promise<void>;
}

/** The engine with every table, and what to do about it in the end. */
export async function startEngine(): Promise<LocalEngine> {
  const engine = await startEmbeddedEngine();
  const client = createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 20_000, deadline: 60_000 });
  await createTables(client, tablePrefix, card.tables);
  client.destroy();
  return engine;
}

/** The whole service on a port of its own, over an embedded engine of its own unless `DYNAMODB_ENDPOINT` names one. */
export async function startAuth(settings: Record<string, string> = {}): Promise<RunningAuth> {
  const engine = settings['DYNAMODB_ENDPOINT'] === undefined ? await startEngine() : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'auth-spec-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const environment: Record<string, string> & Record<'PORT' | 'AUTH_ISSUER' | 'TABLE_PREFIX', string> = {
    PORT: `${port}`,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    AUTH_ISSUER: `${origin}/auth`,
    AUTH_AUDIENCE: audience,
    TABLE_PREFIX: tablePrefix,
    SIGNING_KEYS: `file:${join(folder, 'signing-keys.json')}`,
    ...(engine && { DYNAMODB_ENDPOINT: engine.endpoint }),
    ...settings,
  };
  const endpoint = environment['DYNAMODB_ENDPOINT'] ?? '';
  await applyCards(endpoint, environment.TABLE_PREFIX, environment.AUTH_ISSUER);
  const app = await createService(authService, environment);
  await app.listen(Number(environment.PORT), '127.0.0.1');
  return {
    app,
    origin,
    issuer: environment.AUTH_ISSUER,
    environment,
    stop: async () => {
      await app.close();
      await engine?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let people = 0;
export const password = 'correct horse battery staple';

/** Signs somebody up and returns their username. */
export async function signUp(origin: string): Promise<string> {
  const username = `person${Date.now().toString(36)}${people++}`;
  const response = await postJson(`${origin}/auth/signup`, { username, password, name: 'A Person' });
  if (response.status !== 201) throw new Error(`sign-up: ${response.status} ${await response.text()}`);
  return username;
}

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export function postForm(url: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(url, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(form) });
}

export interface Tokens {
  access_token: string;
  id_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
}

export async function login(origin: string, username: string): Promise<Tokens> {
  const response = await postJson(`${origin}/auth/login`, { username, password });
  if (response.status !== 200) throw new Error(`login: ${response.status} ${await response.text()}`);
  return (await response.json()) as Tokens;
}

export function refresh(origin: string, token: string, client = 'gatehouse-web'): Promise<Response> {
  return postForm(`${origin}/auth/oauth2/token`, {
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: client,
  });
}
