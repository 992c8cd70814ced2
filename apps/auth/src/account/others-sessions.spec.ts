import { decodeJwt } from 'jose';
import { runAdmin } from '../admin/admin';
import { card } from '../card';
import {
  login,
  password,
  postJson,
  refresh,
  type RunningAuth,
  signUp,
  startAuth,
  type Tokens,
} from '../testing/running-auth';

interface Answer {
  readonly status: number;
  readonly etag: string;
  readonly body: { items: { id: string; current: boolean }[]; usernames?: Record<string, string> };
}

describe('The sessions of others, in the whole service', () => {
  let auth: RunningAuth;
  let root: Tokens;
  beforeAll(async () => {
    auth = await startAuth();
    const username = await signUp(auth.origin);
    await runAdmin(auth.app, ['roles', 'set', username, 'user', 'admin']);
    root = await login(auth.origin, username);
  }, 60_000);
  afterAll(() => auth.stop());

  const call = async (route: string, body?: unknown, etag?: string): Promise<Answer> => {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(`${auth.origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${root.access_token}`,
        ...(etag !== undefined && { 'if-match': etag }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get('etag') ?? '',
      body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
    };
  };
  const person = async () => {
    const username = await signUp(auth.origin);
    const tokens = [await login(auth.origin, username), await login(auth.origin, username)] as const;
    return { username, tokens, path: `/auth/users/${decodeJwt(tokens[0].access_token).sub}` };
  };
  const refreshes = async (tokens: readonly Tokens[]) =>
    Promise.all(tokens.map(async ({ refresh_token }) => (await refresh(auth.origin, refresh_token)).status));

  it('need scopes that the sign-in gives to administrators', () => {
    expect(root.scope.split(' ')).toEqual(expect.arrayContaining(card.scopes.map(({ name }) => name)));
  });

  it('are listed, and end one by one', async () => {
    const { tokens, path } = await person();
    const { etag, body } = await call(`GET ${path}/sessions`);
    expect(body.items).toHaveLength(2);
    expect(body.items.map(({ current }) => current)).toEqual([false, false]);
    const [first] = body.items;
    expect((await call(`DELETE ${path}/sessions/${first?.id}`, undefined, '"99"')).status).toBe(412);
    expect((await refreshes(tokens)).filter((status) => status === 200)).toHaveLength(2);
    expect((await call(`DELETE ${path}/sessions/${first?.id}`, undefined, etag)).status).toBe(204);
    expect((await call(`GET ${path}/sessions`)).body.items).toHaveLength(1);
    expect((await call(`DELETE ${path}/sessions/${first?.id}`, undefined, etag)).status).toBe(404);
  });

  it('end all at once, with the tokens that they stand for', async () => {
    const { username, tokens, path } = await person();
    const { etag } = await call(`GET ${path}/sessions`);
    const ended = await call(`DELETE ${path}/sessions`, undefined, etag);
    expect([ended.status, ended.etag]).toEqual([204, '"2"']);
    expect(await refreshes(tokens)).toEqual([400, 400]);
    const me = await fetch(`${auth.origin}/auth/me`, {
      headers: { authorization: `Bearer ${tokens[0].access_token}` },
    });
    expect(me.status).toBe(401);
    expect((await login(auth.origin, username)).scope).not.toContain('users:manage');
  });

  it('end with the account, and stay ended when it is enabled', async () => {
    const { username, tokens, path } = await person();
    const disabled = await call(`PUT ${path}/disabled`, { disabled: true }, '"1"');
    expect(disabled.status).toBe(200);
    expect((await postJson(`${auth.origin}/auth/login`, { username, password })).status).toBe(403);
    expect((await call(`PUT ${path}/disabled`, { disabled: false }, disabled.etag)).status).toBe(200);
    expect(await refreshes(tokens)).toEqual([400, 400]);
    expect((await postJson(`${auth.origin}/auth/login`, { username, password })).status).toBe(200);
  });

  it('are in the audit trail, under the names of the administrator and the user', async () => {
    const { username, path } = await person();
    const { etag } = await call(`GET ${path}/sessions`);
    await call(`DELETE ${path}/sessions`, undefined, etag);
    const id = path.split('/').at(-1) ?? '';
    const { body } = await call(`GET /auth/audit?user=${id}`);
    const revoked = (body.items as unknown as { event: string; actor: string }[]).filter(
      ({ event }) => event === 'revoke',
    );
    expect(revoked).toHaveLength(3);
    expect(revoked.every(({ actor }) => actor === decodeJwt(root.access_token).sub)).toBe(true);
    expect(body.usernames).toMatchObject({ [id]: username });
  });
});
