import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { changeRegistry, RegistryStore, withApi } from '@gatehouse/authorization';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { runAdmin } from '../admin/admin';
import { formAction } from '../testing/authorization';
import { Browser } from '../testing/browser';
import { password, postForm, type RunningAuth, signUp, startAuth } from '../testing/running-auth';

/** An API that an administrator added, such as an MCP server: its clients name it as `resource`. */
const mcpServer = 'https://mcp.example/mcp';
const mcpApi = {
  name: 'mcp',
  title: 'Tools',
  resource: mcpServer,
  scopes: [{ name: 'mcp:use', title: 'Use tools', detail: 'All of them', roles: ['user'], clients: false }],
};
const redirect = 'https://client.example/callback';

describe('Clients that know nothing of this project', () => {
  let auth: RunningAuth;
  let username: string;
  let backchannel: Server;
  const logoutTokens: string[] = [];

  beforeAll(async () => {
    auth = await startAuth();
    await changeRegistry(auth.app.get(RegistryStore, { strict: false }), (seen) => withApi(seen, mcpApi));
    username = await signUp(auth.origin);
    backchannel = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        logoutTokens.push(new URLSearchParams(body).get('logout_token') ?? '');
        response.end();
      });
    });
    await new Promise<void>((resolve) => backchannel.listen(0, '127.0.0.1', resolve));
  }, 60_000);
  afterAll(async () => {
    await new Promise((resolve) => backchannel.close(resolve));
    await auth.stop();
  });

  async function addClient(...words: string[]): Promise<{ client_id: string; client_secret: string }> {
    const answer = await runAdmin(auth.app, [
      'clients',
      'add',
      '--name',
      'Interop',
      '--redirect-uri',
      redirect,
      ...words,
    ]);
    return JSON.parse(answer) as { client_id: string; client_secret: string };
  }

  /** What the person does in the browser: sign in, and allow what is asked for. */
  async function authorize(url: URL, browser = new Browser(auth.origin)): Promise<URL> {
    const signIn = await browser.navigate(url.href);
    const consent = await browser.submit(formAction(await signIn.response.text(), '/login'), { username, password });
    if (consent.left) return consent.left;
    const { left } = await browser.submit(formAction(await consent.response.text(), '/consent'), {});
    if (!left) throw new Error('the consent led nowhere');
    return left;
  }

  it('openid-client: discovery, code with PKCE, userinfo, refresh, revocation, sign-out', async () => {
    const { client_id, client_secret } = await addClient('--kind', 'web');
    const config = await openid.discovery(new URL(auth.issuer), client_id, client_secret, undefined, {
      execute: [openid.allowInsecureRequests],
    });
    const verifier = openid.randomPKCECodeVerifier();
    const [state, nonce] = [openid.randomState(), openid.randomNonce()];
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirect,
      scope: 'openid profile email offline_access',
      prompt: 'consent',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const tokens = await openid.authorizationCodeGrant(config, await authorize(url), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const subject = tokens.claims()?.sub ?? '';
    const user = await openid.fetchUserInfo(config, tokens.access_token, subject);
    expect(user).toMatchObject({ preferred_username: username, name: 'A Person' });
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    await openid.tokenRevocation(config, refreshed.refresh_token ?? '');
    await expect(openid.refreshTokenGrant(config, refreshed.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    expect(openid.buildEndSessionUrl(config).pathname).toBe('/auth/oauth2/logout');
  });

  it('openid-client: a pushed request for the API, bound to a key by DPoP', async () => {
    const { client_id } = await addClient('--kind', 'spa', '--scope', 'messages:read messages:write');
    const config = await openid.discovery(new URL(auth.issuer), client_id, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const url = await openid.buildAuthorizationUrlWithPAR(
      config,
      {
        redirect_uri: redirect,
        scope: 'openid messages:read',
        resource: 'urn:gatehouse:api',
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
      },
      { DPoP },
    );
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const tokens = await openid.authorizationCodeGrant(
      config,
      await authorize(url),
      { pkceCodeVerifier: verifier, expectedState: state },
      undefined,
      { DPoP },
    );
    expect(tokens.token_type).toBe('dpop');
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      aud: 'urn:gatehouse:api',
      scope: 'messages:read',
      cnf: { jkt: expect.any(String) },
    });
  });

  it('oauth4webapi: RFC 8414 metadata, RFC 9207 issuer, strict RFC 9068 access token for another API', async () => {
    const { client_id, client_secret } = await addClient('--kind', 'web');
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(auth.issuer);
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
    );
    const client: oauth.Client = { client_id };
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(server.authorization_endpoint ?? '');
    url.search = new URLSearchParams({
      client_id,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'mcp:use messages:read',
      resource: mcpServer,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const parameters = oauth.validateAuthResponse(server, client, await authorize(url), state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(client_secret),
      parameters,
      redirect,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
    const request = new Request('https://api.example/', {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const claims = await oauth.validateJwtAccessToken(server, request, mcpServer, insecure);
    expect(claims).toMatchObject({ client_id, scope: 'mcp:use', username });
  });

  it('a load balancer that sends no PKCE challenge, where the client is registered for one and only there', async () => {
    const balancer = await addClient('--kind', 'web', '--pkce-optional');
    const other = await addClient('--kind', 'web');
    const urlFor = (client_id: string) => {
      const url = new URL(`${auth.issuer}/oauth2/authorize`);
      url.search = new URLSearchParams({
        client_id,
        redirect_uri: redirect,
        response_type: 'code',
        scope: 'openid',
        state: 'state',
      }).toString();
      return url;
    };
    const code = (await authorize(urlFor(balancer.client_id))).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, ...balancer };
    expect((await postForm(`${auth.issuer}/oauth2/token`, form)).status).toBe(200);
    const refused = await new Browser(auth.origin).navigate(urlFor(other.client_id).href);
    expect(refused.left?.searchParams.get('error')).toBe('invalid_request');
    // A challenge that was sent is one that counts.
    const challenged = urlFor(balancer.client_id);
    challenged.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    challenged.searchParams.set('code_challenge_method', 'S256');
    const second = (await authorize(challenged)).searchParams.get('code') ?? '';
    expect((await postForm(`${auth.issuer}/oauth2/token`, { ...form, code: second })).status).toBe(400);
  });

  it('a client that wants to hear of a sign-out is told', async () => {
    const { port } = backchannel.address() as AddressInfo;
    const { client_id } = await addClient(
      '--kind',
      'spa',
      '--backchannel-logout-uri',
      `http://127.0.0.1:${port}/logout`,
    );
    const url = new URL(`${auth.issuer}/oauth2/authorize`);
    url.search = new URLSearchParams({
      client_id,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString();
    const browser = new Browser(auth.origin);
    await authorize(url, browser);
    const page = await (await browser.navigate(`${auth.issuer}/oauth2/logout`)).response.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await browser.submit(formAction(page, '/confirm'), { xsrf, logout: 'yes' });
    expect(logoutTokens).toHaveLength(1);
    const jwks = (await (await fetch(`${auth.issuer}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    const { payload } = await jwtVerify(logoutTokens[0] ?? '', createLocalJWKSet(jwks), {
      issuer: auth.issuer,
      audience: client_id,
      typ: 'logout+jwt',
    });
    expect(payload).toMatchObject({ sid: expect.any(String), sub: expect.any(String) });
    // The same where its owner ends the session from elsewhere.
    await authorize(url);
    await runAdmin(auth.app, ['sessions', 'end', username]);
    expect(logoutTokens).toHaveLength(2);
    expect(decodeJwt(logoutTokens[1] ?? '')).toMatchObject({ sub: payload.sub, aud: client_id });
  });
});
