import { type AddedClient, addClient, basic } from '../../testing/clients';
import { RegistryStore } from '@gatehouse/authorization';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { runAdmin } from '../../admin/admin';
import {
  audience,
  login,
  postForm,
  refresh,
  type RunningAuth,
  signUp,
  startAuth,
  type Tokens,
} from '../../testing/running-auth';

describe('Access tokens that are JWTs', () => {
  let auth: RunningAuth;
  let username: string;
  let resourceServer: AddedClient;
  let service: AddedClient;

  const admin = (...words: string[]) => runAdmin(auth.app, words);
  const post = (path: string, form: Record<string, string>, client?: AddedClient) =>
    postForm(`${auth.origin}/auth/oauth2/${path}`, form, client && basic(client));
  const introspect = async (token: string, client = resourceServer, form: Record<string, string> = {}) => {
    const answer = await post('introspect', { token, ...form }, client);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    return (await answer.json()) as Record<string, unknown>;
  };
  const serviceToken = async () => {
    const answer = await post('token', { grant_type: 'client_credentials', scope: 'messages:read' }, service);
    return ((await answer.json()) as Tokens).access_token;
  };
  const me = async (token: string) =>
    (await fetch(`${auth.origin}/auth/me`, { headers: { authorization: `Bearer ${token}` } })).status;

  beforeAll(async () => {
    auth = await startAuth();
    username = await signUp(auth.origin);
    resourceServer = await addClient(auth.app, 'service', []);
    service = await addClient(auth.app, 'service', [], '--scope', 'messages:read');
  }, 60_000);
  afterAll(() => auth.stop());

  it.each<Record<string, string>>([
    {},
    { token_type_hint: 'access_token' },
    { token_type_hint: 'refresh_token' },
    { token_type_hint: 'x' },
  ])('are described to a resource server (RFC 7662 §2.2), with %j', async (hint) => {
    const { access_token } = await login(auth.origin, username);
    const { iss, sub, exp, iat, jti, client_id, scope, sid, roles } = decodeJwt(access_token);
    expect(await introspect(access_token, resourceServer, hint)).toEqual({
      active: true,
      token_type: 'Bearer',
      aud: audience,
      username,
      auth_time: expect.any(Number),
      ...{ iss, sub, exp, iat, jti, client_id, scope, sid, roles },
    });
  });

  it('are described to the client that they were issued to, and to no other public client', async () => {
    const { access_token } = await login(auth.origin, username);
    const own = await post('introspect', { token: access_token, client_id: 'gatehouse-web' });
    expect(await own.json()).toMatchObject({ active: true, client_id: 'gatehouse-web' });
    const spa = await addClient(auth.app, 'spa', ['https://spa.example/callback']);
    const other = await post('introspect', { token: access_token, client_id: spa.client_id });
    expect(await other.json()).toEqual({ active: false });
    expect((await post('introspect', { token: access_token })).status).toBe(400);
    expect((await post('introspect', { token: access_token }, { ...service, client_secret: 'wrong' })).status).toBe(
      401,
    );
  });

  it('are described to the resource server that they are for, and to no other', async () => {
    const { apis } = await auth.app.get(RegistryStore, { strict: false }).read();
    const resource = apis.find(({ name }) => name === 'messages')?.resource ?? '';
    const form = { grant_type: 'client_credentials', scope: 'messages:read', resource };
    const token = ((await (await post('token', form, service)).json()) as Tokens).access_token;
    expect(decodeJwt(token).aud).toBe(resource);
    const messages = await addClient(auth.app, 'service', [], '--resource', resource);
    expect(await introspect(token, messages)).toMatchObject({ active: true, aud: resource });
    expect(await introspect(token, service)).toMatchObject({ active: true });
    expect(await introspect(token, resourceServer)).toEqual({ active: false });
  });

  it('are not active where this server did not issue them as they are', async () => {
    const { access_token, id_token } = await login(auth.origin, username);
    const [header = '', payload = '', signature = ''] = access_token.split('.');
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await new SignJWT(decodeJwt(access_token))
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'another' })
      .sign(privateKey);
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
    for (const token of [id_token, forged, none, `${header}.${payload}.${signature.slice(4)}AAAA`]) {
      expect(await introspect(token)).toEqual({ active: false });
      expect((await post('revoke', { token }, service)).status).toBe(200);
    }
    expect(await me(access_token)).toBe(200);
  });

  it('are not active once their session has ended', async () => {
    const tokens = await login(auth.origin, username);
    await admin('sessions', 'end', username);
    expect(await introspect(tokens.access_token)).toEqual({ active: false });
  });

  it('can be revoked by their client, with all that was issued with them (RFC 7009 §2.1)', async () => {
    const { access_token, refresh_token } = await login(auth.origin, username);
    const other = await login(auth.origin, username);
    // Another client's revocation has no effect.
    expect((await post('revoke', { token: access_token }, service)).status).toBe(200);
    expect(await me(access_token)).toBe(200);
    const revoked = await post('revoke', { token: access_token, client_id: 'gatehouse-web' });
    expect([revoked.status, await revoked.text()]).toEqual([200, '']);
    expect(await introspect(access_token)).toEqual({ active: false });
    expect(await me(access_token)).toBe(401);
    expect((await refresh(auth.origin, refresh_token)).status).toBe(400);
    expect(await me(other.access_token)).toBe(200);
  });

  it('can be revoked by a client that has them on its own behalf', async () => {
    const [token, other] = [await serviceToken(), await serviceToken()];
    expect(await introspect(token)).toMatchObject({ active: true, sub: service.client_id });
    expect((await post('revoke', { token }, service)).status).toBe(200);
    expect(await introspect(token)).toEqual({ active: false });
    expect(await introspect(other)).toMatchObject({ active: true });
    await admin('clients', 'remove', service.client_id);
    expect(await introspect(other)).toEqual({ active: false });
  });
});
