import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auth, extractWWWAuthenticateParams, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { type OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { signIn, signUp } from './sign-in';
import { type System, startSystem } from './system';

const ada = { username: 'ada', password: 'correct horse battery' };
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

describe('an unmodified client of the Model Context Protocol', () => {
  let dataDir: string;
  let system: System;
  let serverUrl: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'));
    system = await startSystem({ DATA_DIR: dataDir });
    serverUrl = `${system.messages}/messages`;
    await signUp(system.auth, { ...ada, name: 'Ada Lovelace' });
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);

  const post = (token?: string) =>
    fetch(serverUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: '{"text":"by a tool"}',
    });

  it('finds its way from the URL of a service alone to a token that the service takes', async () => {
    const added = await system.admin(
      'clients',
      'add',
      '--name',
      'Tool',
      '--kind',
      'native',
      '--redirect-uri',
      redirectUrl,
    );
    const client = new RegisteredClient((JSON.parse(added) as { client_id: string }).client_id);

    const refused = await post();
    expect(refused.status).toBe(401);
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(refused);
    const asked = { serverUrl, ...(resourceMetadataUrl && { resourceMetadataUrl }), ...(scope && { scope }) };
    expect(await auth(client, asked)).toBe('REDIRECT');
    expect(client.authorizationUrl?.searchParams.get('resource')).toBe(serverUrl);

    const left = await signIn(client.authorizationUrl as URL, ada);
    const authorizationCode = left.searchParams.get('code');
    if (authorizationCode === null) throw new Error(`there is no code in ${left.href}`);
    expect(await auth(client, { ...asked, authorizationCode })).toBe('AUTHORIZED');

    const { access_token } = client.tokens() as OAuthTokens;
    const [, payload = ''] = access_token.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ aud: serverUrl });
    expect((await post(access_token)).status).toBe(201);
    // A token that a service was sent must not open another one, here the account at the authorization server.
    const forwarded = await fetch(`${system.auth}/auth/me`, { headers: { authorization: `Bearer ${access_token}` } });
    expect(forwarded.status).toBe(401);
  });
});
