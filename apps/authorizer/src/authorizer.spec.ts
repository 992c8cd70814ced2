import {
  type AccessTokenVerifier,
  createAccessTokenVerifier,
  createApiGatewayReader,
  type RouteDemand,
} from '@gatehouse/access-token';
import { createTestIssuer, type TestIssuer } from '@gatehouse/access-token/testing';
import { type Authorizer, createAuthorizer } from './authorizer';

const demands = { public: false, scopes: { allOf: [] as string[], anyOf: [] as string[] }, roles: [] as string[] };
const routes: RouteDemand[] = [
  { ...demands, method: 'GET', path: '/messages', public: true },
  { ...demands, method: 'POST', path: '/messages', scopes: { allOf: ['messages:write'], anyOf: [] } },
  { ...demands, method: 'GET', path: '/messages/:id', public: true },
  { ...demands, method: 'DELETE', path: '/messages/:id', roles: ['moderator'] },
];
const base = 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/';

interface PolicyAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Statement: { Effect: string; Resource: string[]; Condition?: { DateLessThan: Record<string, string> } }[];
  };
  readonly context: Record<string, unknown>;
}

describe('the authorizer', () => {
  let issuer: TestIssuer;
  let verifier: AccessTokenVerifier;
  let authorize: Authorizer;

  beforeAll(async () => {
    issuer = await createTestIssuer();
    verifier = createAccessTokenVerifier({ issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] });
    authorize = createAuthorizer(verifier, routes);
  });
  afterAll(async () => {
    verifier.close();
    await issuer.close();
  });

  const asToken = (token: string | undefined, request = 'GET/messages') => ({
    type: 'TOKEN',
    methodArn: `${base}${request}`,
    authorizationToken: token && `Bearer ${token}`,
  });
  const asRequest = (token: string) => ({
    type: 'REQUEST',
    methodArn: `${base}POST/messages`,
    headers: { Authorization: `Bearer ${token}` },
    multiValueHeaders: { Authorization: [`Bearer ${token}`] },
  });
  const asSimple = (token: string, routeKey: string, changes: object = {}) => {
    const [method, path = ''] = routeKey.split(' ');
    const rawPath = path.replaceAll(/\{\w+\}/g, '1');
    return {
      version: '2.0',
      type: 'REQUEST',
      routeKey,
      rawPath,
      identitySource: [`Bearer ${token}`, routeKey],
      headers: { authorization: `Bearer ${token}` },
      requestContext: { stage: '$default', http: { method, path: rawPath } },
      ...changes,
    };
  };

  it.each([
    ['TOKEN', asToken],
    ['REQUEST', asRequest],
  ])('lists all that a principal may call, until its token ends (%s)', async (_type, eventOf) => {
    const exp = Math.floor(Date.now() / 1000) + 200;
    const answer = (await authorize(eventOf(issuer.mint({ claims: { exp, roles: ['user'] } })))) as PolicyAnswer;
    const [allow, ...rest] = answer.policyDocument.Statement;
    expect(rest).toEqual([]);
    expect(allow?.Resource).toEqual(
      expect.arrayContaining([`${base}GET/messages`, `${base}POST/messages`, `${base}GET/messages/*`]),
    );
    expect(allow?.Resource.join()).not.toContain('DELETE');
    expect(allow?.Condition?.DateLessThan['aws:CurrentTime']).toBe(new Date(exp * 1000).toISOString());
  });

  it('lists the same for an HTTP API with payload format 1.0, whose answer is kept under the token alone', async () => {
    const token = issuer.mint({ claims: { roles: ['user'] } });
    const arn = 'arn:aws:execute-api:eu-west-1:123456789012:abc/$default/';
    const answer = (await authorize({
      version: '1.0',
      type: 'REQUEST',
      methodArn: `${arn}GET/messages`,
      identitySource: `Bearer ${token}`,
      authorizationToken: `Bearer ${token}`,
      resource: '/messages',
      path: '/messages',
      httpMethod: 'GET',
      headers: { Authorization: `Bearer ${token}` },
      requestContext: { stage: '$default' },
    })) as PolicyAnswer;
    expect(answer.policyDocument.Statement).toHaveLength(1);
    expect(answer.policyDocument.Statement[0]?.Resource).toEqual(
      expect.arrayContaining([`${arn}GET/messages`, `${arn}POST/messages`, `${arn}GET/messages/*`]),
    );
  });

  it('tells the service whom it let in', async () => {
    const token = issuer.mint({ claims: { scope: 'messages:write', roles: ['moderator'], jti: 'j1' } });
    const { context, principalId } = (await authorize(asToken(token))) as PolicyAnswer;
    const read = createApiGatewayReader({ apiId: 'abc', authorizer: 'lambda', issuers: [issuer.issuer] });
    const principal = read({ requestContext: { apiId: 'abc', authorizer: context } });
    expect(principal).toMatchObject({ subject: principalId, tokenId: 'j1', issuer: issuer.issuer });
    expect([...(principal?.scopes ?? [])]).toEqual(['messages:write']);
    expect([...(principal?.roles ?? [])]).toEqual(['moderator']);
    // A REST API takes strings, numbers and booleans, and nothing nested.
    expect(Object.values(context).every((value) => typeof value === 'string')).toBe(true);
  });

  it.each<[string, () => object]>([
    ['no token', () => asToken(undefined)],
    ['a bad token', () => asToken('a.b.c')],
    ['an expired token', () => asToken(issuer.mint({ claims: { iat: 1, exp: 2 } }))],
    [
      'no header',
      () => ({ type: 'REQUEST', methodArn: `${base}GET/messages`, headers: null, multiValueHeaders: null }),
    ],
    [
      'two Authorization headers',
      () => {
        const good = `Bearer ${issuer.mint()}`;
        return { ...asRequest(issuer.mint()), multiValueHeaders: { authorization: [good], Authorization: [good] } };
      },
    ],
  ])('refuses %s with exactly Unauthorized', async (_name, event) => {
    await expect(authorize(event())).rejects.toThrow(/^Unauthorized$/);
  });

  it('decides for each route where the answer is simple', async () => {
    const token = issuer.mint({ claims: { scope: 'messages:write', roles: [] } });
    const isAuthorized = async (routeKey: string) =>
      ((await authorize(asSimple(token, routeKey))) as { isAuthorized: boolean }).isAuthorized;
    expect(await isAuthorized('POST /messages')).toBe(true);
    expect(await isAuthorized('GET /messages/{id}')).toBe(true);
    expect(await isAuthorized('DELETE /messages/{id}')).toBe(false);
    expect(await isAuthorized('PUT /messages/{id}')).toBe(false);
    expect(await authorize(asSimple('a.b.c', 'GET /messages'))).toEqual({ isAuthorized: false });
  });

  it('answers with an error, and never a verdict, where one would be kept for other routes', async () => {
    const token = issuer.mint();
    const kept = asSimple(token, 'POST /messages', { identitySource: [`Bearer ${token}`] });
    await expect(authorize(kept)).rejects.toThrow(/POST \/messages.* add \$context\.routeKey .* format 1\.0/);
    const proxied = asSimple(token, 'POST /messages', {
      routeKey: 'ANY /{proxy+}',
      identitySource: [`Bearer ${token}`, 'ANY /{proxy+}'],
    });
    await expect(authorize(proxied)).rejects.toThrow(/ANY \/\{proxy\+\}.* \$context\.httpMethod and \$context\.path/);
    const byPath = { ...proxied, identitySource: [`Bearer ${token}`, 'POST', '/messages'] };
    expect(await authorize(byPath)).toMatchObject({ isAuthorized: true });
    for (const identitySource of [undefined, null, []]) {
      expect(await authorize({ ...kept, identitySource })).toMatchObject({ isAuthorized: true });
    }
  });

  it('answers for a wildcard under the route key that has its name, and under no other', async () => {
    const files = createAuthorizer(verifier, [
      { ...demands, method: 'GET', path: '/files/*file', scopes: { allOf: ['files:read'], anyOf: [] } },
    ]);
    const token = issuer.mint({ claims: { scope: 'files:read' } });
    const [rawPath, http] = ['/files/a/b', { method: 'GET', path: '/files/a/b' }];
    const asked = (routeKey: string) =>
      files(asSimple(token, routeKey, { rawPath, requestContext: { stage: '$default', http } }));
    expect(await asked('GET /files/{file+}')).toMatchObject({ isAuthorized: true });
    for (const routeKey of ['GET /files/{file}', 'GET /files/{path+}', 'ANY /files/{file+}']) {
      await expect(asked(routeKey)).rejects.toThrow('would keep this answer');
    }
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an HTTP request', { version: '2.0', rawPath: '/', requestContext: { http: {} } }],
    ['a foreign ARN', { type: 'TOKEN', methodArn: 'arn:aws:s3:::bucket', authorizationToken: 'Bearer x' }],
  ])('lets nobody in on %s', async (_name, event) => {
    const answer = await authorize(event).catch((error: unknown) => error);
    expect(answer).toBeInstanceOf(Error);
  });

  it('answers with an error and lets nobody in without the keys', async () => {
    const away = await createTestIssuer();
    const check = createAccessTokenVerifier({ issuers: [{ issuer: away.issuer, audience: away.audience }] });
    const token = away.mint();
    await away.down();
    const outage = createAuthorizer(check, routes);
    await expect(outage(asToken(token))).rejects.toThrow(/keys/);
    await expect(outage(asSimple(token, 'GET /messages'))).rejects.toThrow(/keys/);
    check.close();
  });
});
