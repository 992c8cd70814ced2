import * as openid from 'openid-client';
import { signIn } from '../sign-in';
import { type ClientTests, post } from './setting';

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
};
