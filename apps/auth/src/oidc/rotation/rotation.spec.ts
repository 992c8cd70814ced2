import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { type LocalEngine } from '@gatehouse/dynamodb/local';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { setTimeout as delay } from 'node:timers/promises';
import { keyOf, OidcItems } from '../storage/oidc-items';
import { AuditLog } from '../../audit/audit';
import {
  login,
  postForm,
  refresh,
  type RunningAuth,
  signUp,
  startAuth,
  startEngine,
  type Tokens,
} from '../../testing/running-auth';

type Death = 'before the call' | 'after the call';

/** From the n-th call to the store on, the service gets no answer any more: as if it had been killed there. */
function dieAtCall(app: NestExpressApplication, fatal: number, death: Death): { calls(): number; restore(): void } {
  const client = app.get(DynamoDBDocumentClient);
  let calls = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      calls++;
      if (calls > fatal || (calls === fatal && death === 'before the call')) throw new Error('killed');
      const result = await next(args);
      if (calls >= fatal) throw new Error('killed');
      return result;
    },
    { step: 'initialize', name: 'death', priority: 'high' },
  );
  return { calls: () => calls, restore: () => void client.middlewareStack.remove('death') };
}

async function successorOf(response: Response): Promise<string> {
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as Tokens).refresh_token;
}

describe('Refresh token rotation', () => {
  let engine: LocalEngine;
  let first: RunningAuth;
  let second: RunningAuth;
  let username: string;
  const grace = 2;

  beforeAll(async () => {
    engine = await startEngine();
    const settings = { DYNAMODB_ENDPOINT: engine.endpoint, REFRESH_GRACE_SECONDS: `${grace}` };
    first = await startAuth(settings);
    second = await startAuth({
      ...settings,
      AUTH_ISSUER: first.issuer,
      SIGNING_KEYS: first.environment['SIGNING_KEYS'] ?? '',
    });
    username = await signUp(first.origin);
  }, 60_000);
  afterAll(async () => {
    await second.stop();
    await first.stop();
    await engine.stop();
  });

  it.each<Death>(['before the call', 'after the call'])(
    'survives the death of the process %s, whichever call of a rotation it is: the retry elsewhere succeeds',
    async (death) => {
      for (let fatal = 1; ; fatal++) {
        const { refresh_token: token } = await login(second.origin, username);
        const killed = dieAtCall(first.app, fatal, death);
        const response = await refresh(first.origin, token);
        killed.restore();
        const successor = await successorOf(await refresh(second.origin, token));
        expect(successor).not.toBe(token);
        if (response.status === 200) {
          expect(await successorOf(response)).toBe(successor);
          expect(fatal).toBeGreaterThan(6);
          break;
        }
        expect(response.status).toBe(503);
        // Again, and on from there: the family lives, and has one line.
        expect(await successorOf(await refresh(second.origin, token))).toBe(successor);
        await successorOf(await refresh(second.origin, successor));
      }
    },
    60_000,
  );

  it('heals after the grace, too, where the one who rotated died before it stored the successor', async () => {
    const { refresh_token: token } = await login(second.origin, username);
    // Session pointer, session, token, grant and user are read; the sixth call consumes, the seventh stores.
    for (let fatal = 6; fatal <= 7; fatal++) {
      const killed = dieAtCall(first.app, fatal, fatal === 6 ? 'after the call' : 'before the call');
      const response = await refresh(first.origin, token);
      killed.restore();
      expect(response.status).toBe(503);
    }
    await delay(grace * 1000 + 200);
    const successor = await successorOf(await refresh(second.origin, token));
    await successorOf(await refresh(second.origin, successor));
  });

  it('answers the previous token with the same successor within the grace, and ends the family after it', async () => {
    const record = jest.spyOn(first.app.get(AuditLog), 'record');
    const { refresh_token: token } = await login(first.origin, username);
    const successor = await successorOf(await refresh(first.origin, token));
    expect(await successorOf(await refresh(second.origin, token))).toBe(successor);
    await delay(grace * 1000 + 200);
    const replay = await refresh(first.origin, token);
    expect(replay.status).toBe(400);
    expect(await replay.json()).toEqual({ error: 'invalid_grant', error_description: 'grant request is invalid' });
    expect((await refresh(first.origin, successor)).status).toBe(400);
    expect(record.mock.calls.map(([event]) => event)).toContainEqual(
      expect.objectContaining({
        event: 'reuse_detected',
        reason: 'refresh_token_reused',
        subject: expect.any(String),
        context: expect.objectContaining({ clientId: 'gatehouse-web', address: expect.stringMatching(/127\.0\.0\.1/) }),
      }),
    );
    record.mockRestore();
  });

  it('answers older tokens within the grace with the current successor, at whatever process', async () => {
    const { refresh_token: token } = await login(first.origin, username);
    const second_ = await successorOf(await refresh(first.origin, token));
    const third = await successorOf(await refresh(second.origin, second_));
    const fourth = await successorOf(await refresh(first.origin, third));
    const answers = await Promise.all(
      [token, second_, third, token, second_].map((old, i) => refresh([first, second][i % 2]?.origin ?? '', old)),
    );
    expect(await Promise.all(answers.map(successorOf))).toEqual(Array(5).fill(fourth));
    await successorOf(await refresh(second.origin, fourth));
  });

  it('ends the family where an older token comes after the grace, also if newer ones are within it', async () => {
    const { refresh_token: token } = await login(first.origin, username);
    const second_ = await successorOf(await refresh(first.origin, token));
    await delay(grace * 1000 + 200);
    const third = await successorOf(await refresh(first.origin, second_));
    expect((await refresh(second.origin, token)).status).toBe(400);
    expect((await refresh(first.origin, third)).status).toBe(400);
  });

  it('keeps no successor in the store that is too old to be answered', async () => {
    const { refresh_token: token } = await login(first.origin, username);
    const second_ = await successorOf(await refresh(first.origin, token));
    const third = await successorOf(await refresh(first.origin, second_));
    const items = first.app.get(OidcItems, { strict: false });
    const successorIn = async (value: string) => (await items.get(keyOf('RefreshToken', value)))?.successor;
    expect([await successorIn(token), await successorIn(second_)]).toEqual([expect.anything(), expect.anything()]);
    await delay(grace * 1000 + 200);
    await successorOf(await refresh(first.origin, third));
    expect([await successorIn(token), await successorIn(second_)]).toEqual([undefined, undefined]);
    expect(await successorIn(third)).toBeDefined();
  });

  it('keeps no such successor either where the process died between the two writes', async () => {
    const { refresh_token: token } = await login(second.origin, username);
    const second_ = await successorOf(await refresh(second.origin, token));
    await delay(grace * 1000 + 200);
    const items = first.app.get(OidcItems, { strict: false });
    const died = jest.spyOn(items, 'forgetSuccessor').mockRejectedValue(new StoreUnavailableError(1));
    expect((await refresh(first.origin, second_)).status).toBe(503);
    died.mockRestore();
    await successorOf(await refresh(first.origin, second_));
    expect((await items.get(keyOf('RefreshToken', token)))?.successor).toBeUndefined();
  });

  it('takes nobody for a thief who presents one of very many tokens within the grace', async () => {
    const auth = await startAuth({ DYNAMODB_ENDPOINT: engine.endpoint, REFRESH_GRACE_SECONDS: '60' });
    const { refresh_token: oldest } = await login(auth.origin, username);
    let current = oldest;
    for (let i = 0; i < 52; i++) current = await successorOf(await refresh(auth.origin, current));
    expect((await refresh(auth.origin, oldest)).status).toBe(400);
    await successorOf(await refresh(auth.origin, current));
    await auth.stop();
  }, 60_000);

  it('leaves other families of the same person alone', async () => {
    const [mine, other] = [await login(first.origin, username), await login(first.origin, username)];
    await successorOf(await refresh(first.origin, mine.refresh_token));
    await delay(grace * 1000 + 200);
    expect((await refresh(first.origin, mine.refresh_token)).status).toBe(400);
    await successorOf(await refresh(first.origin, other.refresh_token));
  });

  it('does nothing to a token that another client, or nobody, presents', async () => {
    const { refresh_token: token } = await login(first.origin, username);
    expect((await refresh(first.origin, token, 'somebody-else')).status).toBe(401);
    expect((await refresh(first.origin, `${token}x`)).status).toBe(400);
    expect((await refresh(first.origin, token.toUpperCase())).status).toBe(400);
    await successorOf(await refresh(first.origin, token));
  });

  it('keeps the absolute end and the scopes through rotations, and gives no more', async () => {
    const { refresh_token: token } = await login(first.origin, username);
    const url = `${first.origin}/auth/oauth2/token`;
    const form = { grant_type: 'refresh_token', refresh_token: token, client_id: 'gatehouse-web' };
    expect((await postForm(url, { ...form, scope: 'messages:read messages:moderate' })).status).toBe(400);
    const narrow = (await (await postForm(url, { ...form, scope: 'messages:read' })).json()) as Tokens;
    expect(narrow.scope).toBe('messages:read');
    const wide = (await (await refresh(first.origin, narrow.refresh_token)).json()) as Tokens;
    expect(wide.scope).toBe('messages:read messages:write');
  });

  it('ends the family when a token of it is revoked, the previous one included', async () => {
    const { refresh_token: token } = await login(first.origin, username);
    const successor = await successorOf(await refresh(first.origin, token));
    const revoked = await postForm(`${first.origin}/auth/oauth2/revoke`, { token, client_id: 'gatehouse-web' });
    expect(revoked.status).toBe(200);
    expect((await refresh(first.origin, successor)).status).toBe(400);
  });

  it('answers a failing store with 503 and a time to come back', async () => {
    const { refresh_token: token } = await login(first.origin, username);
    const client = first.app.get(DynamoDBDocumentClient);
    client.middlewareStack.add(() => async () => Promise.reject(new StoreUnavailableError(1)), {
      step: 'initialize',
      name: 'outage',
      priority: 'high',
    });
    const response = await refresh(first.origin, token);
    client.middlewareStack.remove('outage');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    await successorOf(await refresh(first.origin, token));
  });
});
