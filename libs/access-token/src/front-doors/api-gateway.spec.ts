import {
  authorizerContextOf,
  ConfigurationError,
  createAccessTokenVerifier,
  createApiGatewayReader,
  InvalidTokenError,
} from '../index';
import { createTestIssuer } from '../testing';

const issuer = 'https://auth.example.com/auth';
const seconds = (): number => Math.floor(Date.now() / 1000);
/** As API Gateway writes claims: all text. */
const claims = (changes: Record<string, unknown> = {}) => ({
  iss: issuer,
  sub: 'ada',
  aud: '[urn:gatehouse:api urn:other]',
  exp: String(seconds() + 300),
  iat: String(seconds()),
  jti: 'j',
  client_id: 'web',
  scope: 'messages:read messages:write',
  roles: '[user admin]',
  ...changes,
});
const httpEvent = (written: unknown, apiId = 'abc123') => ({
  version: '2.0',
  requestContext: { apiId, authorizer: { jwt: { claims: written, scopes: ['x'] } } },
});

describe('createApiGatewayReader', () => {
  const read = createApiGatewayReader({
    apiId: 'abc123',
    authorizer: 'jwt',
    issuer,
    claims: { audience: 'urn:gatehouse:api' },
  });

  it('reads the claims of a JWT authorizer', () => {
    const principal = read(httpEvent(claims()));
    expect(principal).toMatchObject({ subject: 'ada', clientId: 'web', tokenId: 'j' });
    expect([...(principal?.scopes ?? [])]).toEqual(['messages:read', 'messages:write']);
    expect([...(principal?.roles ?? [])]).toEqual(['user', 'admin']);
    expect(read({ version: '2.0', requestContext: { apiId: 'abc123' } })).toBeUndefined();
  });

  it.each([
    ['another API', httpEvent(claims(), 'zzz')],
    ['no API', { requestContext: { authorizer: { jwt: { claims: claims() } } } }],
    ['a load balancer', { requestContext: { elb: {}, authorizer: { jwt: { claims: claims() } } } }],
    ['another issuer', httpEvent(claims({ iss: 'https://attacker.example' }))],
    ['another audience', httpEvent(claims({ aud: 'urn:other' }))],
    ['expired', httpEvent(claims({ exp: '1', iat: '0' }))],
    ['a date that is none', httpEvent(claims({ exp: 'soon' }))],
    ['no exp', httpEvent(claims({ exp: undefined }))],
    ['an empty subject', httpEvent(claims({ sub: '' }))],
    ['an ID token', httpEvent(claims({ nonce: 'n' }))],
    ['no client', httpEvent(claims({ client_id: undefined }))],
    ['claims that are none', httpEvent('claims')],
    ['nothing', undefined],
    ['text', 'event'],
  ])('refuses an event with %s', (_name, event) => {
    expect(() => read(event)).toThrow(InvalidTokenError);
  });

  it('takes nothing from where another authorizer writes', () => {
    const requestContext = {
      apiId: 'abc123',
      authorizer: { claims: claims(), lambda: claims(), principal: '{}', iam: {} },
    };
    expect(read({ version: '2.0', requestContext })).toBeUndefined();
  });

  it('reads a Cognito user pool authorizer of a REST API', () => {
    const pool = createApiGatewayReader({
      apiId: 'r1',
      authorizer: 'user-pool',
      issuer,
      claims: { preset: 'cognito', clientIds: 'app' },
    });
    const written = claims({ token_use: 'access', client_id: 'app', 'cognito:groups': '[admin user]', aud: undefined });
    const event = { requestContext: { apiId: 'r1', authorizer: { claims: written } } };
    expect([...(pool(event)?.roles ?? [])]).toEqual(['admin', 'user']);
    expect(() =>
      pool({ requestContext: { apiId: 'r1', authorizer: { claims: { ...written, token_use: 'id' } } } }),
    ).toThrow(InvalidTokenError);
    expect(() =>
      pool({ requestContext: { apiId: 'r1', authorizer: { claims: { ...written, client_id: 'other' } } } }),
    ).toThrow(InvalidTokenError);
  });

  it('reads what our own Lambda authorizer wrote, in both payload formats, until it expires', async () => {
    const idp = await createTestIssuer();
    const verifier = createAccessTokenVerifier({ issuers: [{ issuer: idp.issuer, audience: idp.audience }] });
    const principal = await verifier.verify(idp.mint());
    const context = authorizerContextOf(principal);
    let now = Date.now();
    const lambda = createApiGatewayReader({
      apiId: ['a', 'b'],
      authorizer: 'lambda',
      issuers: [idp.issuer],
      now: () => now,
    });
    const http = { version: '2.0', requestContext: { apiId: 'a', authorizer: { lambda: context } } };
    const rest = {
      requestContext: { apiId: 'b', authorizer: { ...context, principalId: 'ada', integrationLatency: 3 } },
    };
    expect(lambda(http)).toEqual(principal);
    expect(lambda(rest)).toEqual(principal);
    expect(lambda({ requestContext: { apiId: 'b', authorizer: { principalId: 'ada' } } })).toBeUndefined();
    for (const text of [
      '',
      '{',
      '{}',
      'null',
      '[]',
      JSON.stringify({ ...JSON.parse(context.principal ?? ''), issuer: 'https://attacker.example' }),
    ]) {
      expect(() =>
        lambda({ version: '2.0', requestContext: { apiId: 'a', authorizer: { lambda: { principal: text } } } }),
      ).toThrow(InvalidTokenError);
    }
    now += 301_000;
    expect(() => lambda(http)).toThrow(InvalidTokenError);
    verifier.close();
    await idp.close();
  });

  it('names the faults of its options', () => {
    expect(() => createApiGatewayReader({ apiId: '', authorizer: 'lambda', issuers: [] })).toThrow(ConfigurationError);
    expect(() => createApiGatewayReader({ apiId: 'a', authorizer: 'jwt', issuer, claims: {} } as never)).toThrow(
      /audience|claims/,
    );
  });
});
