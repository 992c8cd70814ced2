import { join } from 'node:path';
import { createAccessTokenVerifier } from '@gatehouse/access-token';
import { adversarialTokens, controlTokens } from '@gatehouse/access-token/testing';
import { type ServiceUnderCheck, startUnderCheck, workspaceRoot } from '@gatehouse/workspace';

type Authorizer = (event: unknown) => Promise<object>;

/** From the app by its path: nothing of the workspace may import an app. */
function authorizerApp(): { createAuthorizer(check: unknown, routes: unknown): Authorizer } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(join(workspaceRoot, 'apps/authorizer/src/authorizer.ts')) as ReturnType<typeof authorizerApp>;
}

describe('the authorizer and the service', () => {
  let service: ServiceUnderCheck;
  let authorize: Authorizer;

  beforeAll(async () => {
    service = await startUnderCheck('messages', {});
    const { issuer, audience } = service.issuer;
    const verifier = createAccessTokenVerifier({ issuers: [{ issuer, audience }] });
    await verifier.verify(service.issuer.mint());
    authorize = authorizerApp().createAuthorizer(verifier, service.routes);
  }, 30_000);
  afterAll(() => service.close());

  /** What each says of a token at `POST /messages`: let in, forbidden, or nobody. The empty body stops before the store. */
  async function verdicts(token: string): Promise<[service: string, authorizer: string]> {
    const authorizationToken = `Bearer ${token}`;
    const response = await fetch(`${service.url}/messages`, {
      method: 'POST',
      headers: { authorization: authorizationToken, 'content-type': 'application/json' },
      body: '{}',
    });
    const said = { 400: 'in', 401: 'nobody', 403: 'forbidden' }[response.status] ?? `${response.status}`;
    const methodArn = 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/POST/messages';
    const answer = await authorize({ type: 'TOKEN', methodArn, authorizationToken }).catch(
      (error: Error) => error.message,
    );
    if (answer === 'Unauthorized') return [said, 'nobody'];
    return [said, JSON.stringify(answer).includes(`"${methodArn}"`) ? 'in' : 'forbidden'];
  }

  it('give the same verdict on the whole adversarial corpus and on its controls', async () => {
    const tokens = [...controlTokens(service.issuer), ...adversarialTokens(service.issuer)]
      // What no HTTP client can send as a header, or Node's server takes (16 KB), never reaches either of them.
      .filter(({ token }) => token.length < 12_000 && /^[\x21-\x7e]*$/.test(token));
    expect(tokens.length).toBeGreaterThan(350);
    const disagreements: string[] = [];
    let admitted = 0;
    for (const { name, token } of tokens) {
      const [ofService, ofAuthorizer] = await verdicts(token);
      if (ofService !== ofAuthorizer) disagreements.push(`${name}: ${ofService}, ${ofAuthorizer}`);
      if (ofService === 'in') admitted++;
    }
    expect(disagreements).toEqual([]);
    expect(admitted).toBeGreaterThan(10);
  }, 60_000);
});
