import { auth, extractWWWAuthenticateParams, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { type OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { signIn } from '../sign-in';
import { type ClientTests, post, register } from './setting';

const redirectUrl = 'http://localhost:6274/callback';

/** A client of the Model Context Protocol that was registered by hand. It keeps what the SDK hands it. */
class RegisteredClient implements OAuthClientProvider {
  readonly redirectUrl = redirectUrl;
  readonly clientMetadata = { redirect_uris: [redirectUrl] };
  authorizationUrl: URL | undefined;
  private verifier = '';
  private stored: OAuthTokens | undefined;

  constructor(private readonly clientId: string) {}

  clientInformation() {
    return { client_id: this.clientId };
  }
  tokens() {
    return this.stored;
  }
  saveTokens(tokens: OAuthTokens) {
    this.stored = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.authorizationUrl = url;
  }
  saveCodeVerifier(verifier: string) {
    this.verifier = verifier;
  }
  codeVerifier() {
    return this.verifier;
  }
}

export const mcpSdk: ClientTests = (setting) => {
  it('the SDK of the Model Context Protocol finds its way from the URL of a service alone to a token that the service takes', async () => {
    const { person, system } = setting();
    const serverUrl = `${system.messages}/messages`;
    const { client_id } = await register(setting(), 'native', '--redirect-uri', redirectUrl);
    const client = new RegisteredClient(client_id);

    const refused = await fetch(serverUrl, { method: 'POST' });
    expect(refused.status).toBe(401);
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(refused);
    const asked = { serverUrl, ...(resourceMetadataUrl && { resourceMetadataUrl }), ...(scope && { scope }) };
    expect(await auth(client, asked)).toBe('REDIRECT');
    expect(client.authorizationUrl?.searchParams.get('resource')).toBe(serverUrl);

    const left = await signIn(client.authorizationUrl as URL, person);
    const authorizationCode = left.searchParams.get('code');
    if (authorizationCode === null) throw new Error(`there is no code in ${left.href}`);
    expect(await auth(client, { ...asked, authorizationCode })).toBe('AUTHORIZED');

    const { access_token } = client.tokens() as OAuthTokens;
    const [, payload = ''] = access_token.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ aud: serverUrl });
    expect(await post(setting(), access_token)).toBe(201);
    // A token that a service was sent must not open another one, here the account at the authorization server.
    const forwarded = await fetch(`${system.auth}/auth/me`, { headers: { authorization: `Bearer ${access_token}` } });
    expect(forwarded.status).toBe(401);
  });
};
