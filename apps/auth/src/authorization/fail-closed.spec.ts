import { RegistryCache } from '@gatehouse/authorization';
import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { runAdmin } from '../admin/admin';
import { authorizationRequest, redeem, signInForCode } from '../testing/authorization';
import { Browser } from '../testing/browser';
import {
  login,
  password,
  postForm,
  postJson,
  refresh,
  type RunningAuth,
  signUp,
  startAuth,
} from '../testing/running-auth';

describe('Without a registry that still counts', () => {
  let auth: RunningAuth;
  let username: string;
  let outage: jest.SpyInstance | undefined;
  beforeAll(async () => {
    auth = await startAuth();
    username = await signUp(auth.origin);
  }, 60_000);
  afterEach(() => outage?.mockRestore());
  afterAll(() => auth.stop());
  const beginOutage = () => {
    const cache = auth.app.get(RegistryCache, { strict: false });
    outage = jest.spyOn(cache, 'current').mockRejectedValue(new StoreUnavailableError(1));
  };
  const expectUnavailable = async (answer: Response) => {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.text()).not.toContain('access_token');
  };

  it('the token endpoint answers 503, whatever the grant, and every grant goes on afterwards', async () => {
    const words = ['--name', 'S', '--kind', 'service', '--scope', 'messages:read'];
    const client = JSON.parse(await runAdmin(auth.app, ['clients', 'add', ...words])) as Record<string, string>;
    const machine = { grant_type: 'client_credentials', ...client } as Record<string, string>;
    const tokens = await login(auth.origin, username);
    const request = authorizationRequest(auth.origin);
    const { code } = await signInForCode(new Browser(auth.origin), request, username);
    beginOutage();
    const answers = [
      await postForm(`${auth.origin}/auth/oauth2/token`, machine),
      await refresh(auth.origin, tokens.refresh_token),
      await redeem(auth.origin, code, request.verifier),
    ];
    for (const answer of answers) {
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await answer.clone().json()).toEqual({ error: 'temporarily_unavailable' });
      await expectUnavailable(answer);
    }
    outage?.mockRestore();
    const again = await refresh(auth.origin, tokens.refresh_token);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ scope: 'messages:read messages:write' });
  });

  it('the JSON sign-in answers 503', async () => {
    beginOutage();
    await expectUnavailable(await postJson(`${auth.origin}/auth/login`, { username, password }));
  });

  it('clients still find the metadata and the keys', async () => {
    beginOutage();
    const metadata = await fetch(`${auth.issuer}/.well-known/openid-configuration`);
    expect(await metadata.json()).toMatchObject({ issuer: auth.issuer, scopes_supported: expect.any(Array) });
    expect((await fetch(`${auth.issuer}/.well-known/jwks.json`)).status).toBe(200);
  });
});
