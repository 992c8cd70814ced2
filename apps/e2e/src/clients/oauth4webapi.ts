import * as oauth from 'oauth4webapi';
import { signIn } from '../sign-in';
import { type ClientTests, post } from './setting';

const clientId = 'gatehouse-web';
const redirectUri = 'http://localhost:3000/callback';
const scope = 'openid profile offline_access messages:write';

export const oauth4webapi: ClientTests = (setting) => {
  it('oauth4webapi signs in by the metadata of RFC 8414, and gets an access token of RFC 9068', async () => {
    const { person, system, ...found } = setting();
    const issuer = new URL(found.issuer);
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
    const parameters = oauth.validateAuthResponse(server, client, await signIn(url, person), state);
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
    expect(claims).toMatchObject({ client_id: clientId, username: person.username });
    expect(await post(setting(), tokens.access_token)).toBe(201);
  });
};
