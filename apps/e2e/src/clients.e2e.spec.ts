import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { signIn, signUp } from './sign-in';
import { type System, startSystem } from './system';

const ada = { username: 'ada', password: 'correct horse battery' };
const clientId = 'gatehouse-web';
const redirectUri = 'http://localhost:3000/callback';
const scope = 'openid profile offline_access messages:write';

describe('clients that know nothing of this project', () => {
  let dataDir: string;
  let system: System;
  let issuer: URL;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'));
    system = await startSystem({ DATA_DIR: dataDir });
    issuer = new URL(`${system.auth}/auth`);
    await signUp(system.auth, { ...ada, name: 'Ada Lovelace' });
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);

  async function post(token: string): Promise<number> {
    const response = await fetch(`${system.messages}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"text":"by a client"}',
    });
    return response.status;
  }

  it('openid-client signs in, posts, refreshes and posts again', async () => {
    const config = await openid.discovery(issuer, clientId, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const expectedState = openid.randomState();
    const expectedNonce = openid.randomNonce();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope,
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const tokens = await openid.authorizationCodeGrant(config, await signIn(url, ada), {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
    });
    expect(tokens.claims()).toMatchObject({ iss: issuer.href, aud: clientId });
    expect(await post(tokens.access_token)).toBe(201);
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    expect(await post(refreshed.access_token)).toBe(201);
  });

  it('oauth4webapi signs in by the metadata of RFC 8414, and gets an access token of RFC 9068', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const discovered = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
    const server = await oauth.processDiscoveryResponse(issuer, discovered);
    const client: oauth.Client = { client_id: clientId };
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(server.authorization_endpoint ?? '');
    url.search = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const parameters = oauth.validateAuthResponse(server, client, await signIn(url, ada), state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      redirectUri,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer);
    const request = new Request(`${system.messages}/messages`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const claims = await oauth.validateJwtAccessToken(server, request, 'urn:gatehouse:api', insecure);
    expect(claims).toMatchObject({ client_id: clientId, username: 'ada' });
    expect(await post(tokens.access_token)).toBe(201);
  });
});
