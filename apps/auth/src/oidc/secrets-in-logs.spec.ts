import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient } from '@gatehouse/dynamodb';
import { type LocalEngine } from '@gatehouse/dynamodb/local';
import { freePort } from '@gatehouse/dynamodb/testing';
import { authorizationRequest, formAction, redeem } from '../testing/authorization';
import { type AuthProcess, spawnAuth } from '../testing/auth-process';
import { Browser } from '../testing/browser';
import {
  audience,
  login,
  password,
  postForm,
  postJson,
  refresh,
  signUp,
  startEngine,
  tablePrefix,
  type Tokens,
} from '../testing/running-auth';

async function audited(endpoint: string): Promise<Record<string, unknown>[]> {
  const client = createDynamoDbClient({ endpoint });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: `${tablePrefix}audit` }));
  client.destroy();
  return Items;
}

describe('The logs, at their most talkative, and the audit trail', () => {
  let engine: LocalEngine;
  let auth: AuthProcess;
  let folder: string;
  beforeAll(async () => {
    engine = await startEngine();
    folder = await mkdtemp(join(tmpdir(), 'logs-'));
    const port = await freePort();
    auth = await spawnAuth({
      PORT: `${port}`,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'trace',
      AUTH_ISSUER: `http://127.0.0.1:${port}/auth`,
      AUTH_AUDIENCE: audience,
      TABLE_PREFIX: tablePrefix,
      DYNAMODB_ENDPOINT: engine.endpoint,
      SIGNING_KEYS: `file:${join(folder, 'keys.json')}`,
    });
  }, 90_000);
  afterAll(async () => {
    await auth.stop();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('hold no password, token, code, cookie or state, whether things go well or not', async () => {
    const { origin } = auth;
    const canary = 'canary-0123456789abcdef-secret';
    const username = await signUp(origin);
    const tokens = await login(origin, username);
    await postJson(`${origin}/auth/login`, { username, password: canary });
    await postJson(`${origin}/auth/login?password=${canary}`, { username, password: { canary } });
    await fetch(`${origin}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"${canary}`,
    });
    await postJson(`${origin}/auth/signup`, { username: 'x', password: canary, canary });
    const successor = (await (await refresh(origin, tokens.refresh_token)).json()) as Tokens;
    await refresh(origin, canary);
    await postForm(
      `${origin}/auth/oauth2/token`,
      { grant_type: canary },
      { authorization: `Basic ${btoa(`x:${canary}`)}` },
    );
    await postForm(`${origin}/auth/oauth2/revoke`, { token: canary, client_id: 'gatehouse-web' });
    await fetch(`${origin}/auth/me`, {
      headers: { authorization: `Bearer ${successor.access_token}`, cookie: `a=${canary}` },
    });
    await fetch(`${origin}/auth/me?access_token=${canary}`, { headers: { authorization: `Bearer ${canary}` } });

    const browser = new Browser(origin);
    const request = authorizationRequest(origin, { state: `state-${canary}` });
    const page = await browser.navigate(request.url);
    const action = formAction(await page.response.text(), '/login');
    const interaction = browser.cookieValues;
    await browser.submit(action, { username, password: `wrong ${canary}` });
    const { left } = await browser.submit(action, { username, password });
    const code = left?.searchParams.get('code') ?? '';
    await redeem(origin, code, 'wrong-verifier-wrong-verifier-wrong-verifier');
    const redeemed = (await (await redeem(origin, code, request.verifier)).json()) as Tokens;
    await redeem(origin, code, request.verifier);
    await browser.navigate(`${origin}/auth/oauth2/logout?id_token_hint=${redeemed.id_token}`);
    await new Promise((resolve) => setTimeout(resolve, 300));

    const output = auth.output() + JSON.stringify(await audited(engine.endpoint));
    expect(output).toContain('"reuse_detected"');
    expect(output).toContain('"sign_in"');
    const secrets = {
      canary,
      password,
      code,
      verifier: request.verifier,
      ...Object.fromEntries([...interaction, ...browser.cookieValues].map((value, i) => [`cookie ${i}`, value])),
      ...Object.fromEntries(
        [tokens, successor, redeemed].flatMap((set, i) =>
          Object.entries(set)
            .filter(([name]) => name.endsWith('_token'))
            .map(([name, value]) => [`${name} ${i}`, String(value)]),
        ),
      ),
    };
    expect(Object.keys(secrets).length).toBeGreaterThan(12);
    expect(Object.values(secrets)).not.toContain('');
    const events = (await audited(engine.endpoint)).map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(['sign_up', 'sign_in', 'refresh', 'reuse_detected']));
    for (const [name, secret] of Object.entries(secrets)) {
      if (output.includes(secret))
        throw new Error(
          `${name} is in the logs: ${output.slice(Math.max(0, output.indexOf(secret) - 200)).slice(0, 400)}`,
        );
    }
  }, 60_000);

  it('has stored its last events when the process has ended', async () => {
    const username = await signUp(auth.origin);
    const failures = Array.from({ length: 3 }, () =>
      postJson(`${auth.origin}/auth/login`, { username, password: 'x' }),
    );
    await Promise.all(failures);
    const exited = new Promise((resolve) => auth.child.once('exit', resolve));
    auth.child.kill('SIGTERM');
    expect(await exited).toBe(0);
    const wrong = (await audited(engine.endpoint)).filter(({ reason }) => reason === 'invalid_credentials');
    expect(wrong.map(({ count }) => count)).toContain(3);
  }, 60_000);
});
