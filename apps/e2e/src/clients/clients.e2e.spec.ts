import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signUp } from '../sign-in';
import { type System, startSystem } from '../system';
import { authJs } from './auth-js';
import { mcpSdk } from './mcp-sdk';
import { modAuthOpenidc } from './mod-auth-openidc';
import { oauth4webapi } from './oauth4webapi';
import { oidcClientTs } from './oidc-client-ts';
import { openidClient } from './openid-client';
import { passportOpenidConnect } from './passport-openidconnect';

const person = { username: 'ada', password: 'correct horse battery', name: 'Ada Lovelace', email: 'ada@example.com' };
const clients = [openidClient, oauth4webapi, mcpSdk, oidcClientTs, authJs, passportOpenidConnect, modAuthOpenidc];

// Milliseconds. Browser, web server and command are programs that start in the test.
jest.setTimeout(90_000);

describe('clients that know nothing of this project', () => {
  let dataDir: string;
  let system: System;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'));
    system = await startSystem({ DATA_DIR: dataDir });
    await signUp(system.auth, person);
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);

  for (const client of clients) client(() => ({ system, issuer: `${system.auth}/auth`, person }));
});
