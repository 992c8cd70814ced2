import { decodeJwt } from 'jose';
import { runAdmin } from '../admin/admin';
import { authorizationRequest, formAction, redeem } from '../testing/authorization';
import { Browser } from '../testing/browser';
import {
  login,
  password,
  postForm,
  refresh,
  type RunningAuth,
  signUp,
  startAuth,
  type Tokens,
} from '../testing/running-auth';

const redirect = 'https://reports.example/callback';

describe('Sessions', () => {
  let auth: RunningAuth;
  let own: Tokens;
  let others: Tokens;

  /** Tokens of another client, with all that the user may grant it. */
  async function consentToAnotherClient(username: string): Promise<Tokens> {
    const added = await runAdmin(auth.app, [
      'clients',
      'add',
      '--name',
      'R',
      '--kind',
      'spa',
      '--redirect-uri',
      redirect,
    ]);
    const changes = {
      client_id: (JSON.parse(added) as { client_id: string }).client_id,
      redirect_uri: redirect,
      scope: 'openid profile messages:read messages:write',
    };
    const browser = new Browser(auth.origin);
    const request = authorizationRequest(auth.origin, changes);
    const page = await (await browser.navigate(request.url)).response.text();
    const consent = await browser.submit(formAction(page, '/login'), { username, password });
    const { left } = await browser.submit(formAction(await consent.response.text(), '/consent'), {});
    const code = left?.searchParams.get('code') ?? '';
    return (await (await redeem(auth.origin, code, request.verifier, changes)).json()) as Tokens;
  }

  const call = (route: string, { access_token }: Tokens) => {
    const [method = '', path = ''] = route.split(' ');
    return fetch(`${auth.origin}${path}`, { method, headers: { authorization: `Bearer ${access_token}` } });
  };
  const listed = async () =>
    ((await (await call('GET /auth/sessions', own)).json()) as { items: { id: string }[] }).items;

  beforeAll(async () => {
    auth = await startAuth();
    const username = await signUp(auth.origin);
    own = await login(auth.origin, username);
    others = await consentToAnotherClient(username);
  }, 60_000);
  afterAll(() => auth.stop());

  it.each([
    'GET /auth/sessions',
    'GET /auth/sessions/current',
    'DELETE /auth/sessions',
    'DELETE /auth/sessions/ID',
    'POST /auth/logout',
  ])('are not for another client of the same person: %s', async (route) => {
    const sessions = await listed();
    expect(sessions.length).toBeGreaterThan(0);
    expect(decodeJwt(others.access_token)).toMatchObject({
      sub: decodeJwt(own.access_token).sub,
      scope: decodeJwt(own.access_token)['scope'],
      roles: ['user'],
    });
    for (const { id } of sessions) {
      const answer = await call(route.replace('ID', id), others);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ type: 'urn:gatehouse:problem:not_first_party' });
    }
    expect(await listed()).toEqual(sessions);
  });

  it.each([
    'GET /auth/sessions',
    'GET /auth/sessions/current',
    'DELETE /auth/sessions',
    'DELETE /auth/sessions/x',
    'POST /auth/logout',
    'GET /auth/me',
  ])('are not for a client on its own behalf: %s', async (route) => {
    const words = ['--name', 'S', '--kind', 'service', '--scope', 'messages:read'];
    const client = JSON.parse(await runAdmin(auth.app, ['clients', 'add', ...words])) as Record<string, string>;
    const form = { grant_type: 'client_credentials', ...client } as Record<string, string>;
    const tokens = (await (await postForm(`${auth.origin}/auth/oauth2/token`, form)).json()) as Tokens;
    const answer = await call(route, tokens);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ type: 'urn:gatehouse:problem:not_first_party' });
  });

  it('are for the own client', async () => {
    expect((await call('DELETE /auth/sessions', own)).status).toBe(204);
    expect(await listed()).toHaveLength(1);
    expect((await call('POST /auth/logout', own)).status).toBe(204);
    expect((await refresh(auth.origin, own.refresh_token)).status).toBe(400);
  });
});
