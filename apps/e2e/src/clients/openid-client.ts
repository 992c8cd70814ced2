import * as openid from 'openid-client';
import { signIn } from '../sign-in';
import { type ClientTests, post, register } from './setting';

const clientId = 'gatehouse-web';
const redirectUri = 'http://localhost:3000/callback';
const scope = 'openid profile offline_access messages:write';

export const openidClient: ClientTests = (setting) => {
  it('openid-client signs in, posts, refreshes and posts again', async () => {
    const { issuer, person } = setting();
    const config = await openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
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
    const tokens = await openid.authorizationCodeGrant(config, await signIn(url, person), {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
    });
    expect(tokens.claims()).toMatchObject({ iss: issuer, aud: clientId });
    expect(await post(setting(), tokens.access_token)).toBe(201);
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    expect(await post(setting(), refreshed.access_token)).toBe(201);
  });

  it('openid-client posts with a token that is bound to its key by DPoP, and nobody else can', async () => {
    const { issuer, person, system } = setting();
    const { client_id } = await register(setting(), 'spa', '--redirect-uri', redirectUri, '--dpop');
    const config = await openid.discovery(new URL(issuer), client_id, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const tokens = await openid.authorizationCodeGrant(
      config,
      await signIn(url, person),
      { pkceCodeVerifier, idTokenExpected: true },
      undefined,
      { DPoP },
    );
    expect(tokens.token_type).toBe('dpop');
    const messages = new URL(`${system.messages}/messages`);
    const headers = new Headers({ 'content-type': 'application/json' });
    const send = (handle: openid.DPoPHandle, target = messages, method = 'POST') =>
      openid.fetchProtectedResource(
        config,
        tokens.access_token,
        target,
        method,
        method === 'POST' ? '{"text":"by a client with a key"}' : null,
        headers,
        { DPoP: handle },
      );
    expect((await send(DPoP)).status).toBe(201);
    expect((await send(DPoP)).status).toBe(201);
    // The account is for the first-party client alone, but the proof got the caller there.
    expect((await send(DPoP, new URL(`${issuer}/me`), 'GET')).status).toBe(403);

    // A thief of the token has neither the key nor another way in.
    const thief = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    await expect(send(thief)).rejects.toMatchObject({ status: 401 });
    expect(await post(setting(), tokens.access_token)).toBe(401);
    const metadata = await fetch(`${system.messages}/.well-known/oauth-protected-resource/messages`);
    expect(await metadata.json()).toHaveProperty('dpop_signing_alg_values_supported');
  });
};
