import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { createAccessTokenVerifier, type IssuerOptions } from '../index';
import { createTestKey } from '../testing';

/** Tokens as a running, certified OpenID provider makes them. */
describe('with oidc-provider', () => {
  const key = createTestKey('signing');
  let server: Server;
  let issuer: string;
  let callback: ReturnType<Provider['callback']>;

  beforeAll(async () => {
    server = createServer((request, response) => void callback(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = {
      client_id: 'worker',
      client_secret: 'worker-secret',
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
    };
    const provider = new Provider(issuer, {
      jwks: { keys: [{ ...key.privateKey.export({ format: 'jwk' }), kid: key.kid, use: 'sig', alg: 'RS256' }] },
      clients: [client] as never,
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          useGrantedResource: () => true,
          getResourceServerInfo: (_context, resource) => ({
            scope: 'messages:read messages:write',
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: 300,
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
      cookies: { keys: ['test'] },
    });
    callback = provider.callback();
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const tokenFor = async (resource: string): Promise<string> => {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('worker:worker-secret').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: 'messages:read' }),
    });
    const answer = (await response.json()) as { access_token?: string };
    if (answer.access_token === undefined) throw new Error(JSON.stringify(answer));
    return answer.access_token;
  };

  it('takes its access tokens for our audience, found through discovery, and no other', async () => {
    const audience = 'urn:gatehouse:api';
    const presets: IssuerOptions[] = [
      { issuer, audience, preset: 'oidc' },
      { issuer, audience },
    ];
    for (const preset of presets) {
      const verifier = createAccessTokenVerifier({ issuers: [preset] });
      const principal = await verifier.verify(await tokenFor(audience));
      expect(principal).toMatchObject({ subject: 'worker', clientId: 'worker', issuer });
      expect([...principal.scopes]).toEqual(['messages:read']);
      await expect(verifier.verify(await tokenFor('urn:other:api'))).rejects.toMatchObject({ reason: 'audience' });
      verifier.close();
    }
  });
});
