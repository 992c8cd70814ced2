import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AccessTokenVerifier,
  createAccessTokenVerifier,
  createApiGatewayReader,
  parseRouteDemands,
  type RouteDemand,
} from '@gatehouse/access-token';
import { createTestIssuer, type TestIssuer } from '@gatehouse/access-token/testing';
import { workspaceCards } from '@gatehouse/service-card';
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

  const asToken = (token: string | undefined, request = 'POST/messages') => ({
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
    expect(allow?.Resource).toEqual([`${base}POST/messages`, `${base}POST/messages/`]);
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

  it('names the routes without the mapping before the path, as the ARNs of API Gateway do', async () => {
    const token = issuer.mint();
    for (const version of [undefined, '1.0']) {
      const { policyDocument } = (await authorize({
        ...asRequest(token),
        version,
        resource: '/messages',
        path: '/v1/messages',
        httpMethod: 'POST',
        requestContext: { stage: 'prod', path: '/v1/messages', domainName: 'api.shop.example' },
      })) as PolicyAnswer;
      expect(policyDocument.Statement[0]?.Resource).toContain(`${base}POST/messages`);
    }
  });

  it('lists public routes where they have this authorizer: by the setting, or when asked about one', async () => {
    const token = issuer.mint({ claims: { roles: ['user'] } });
    const listed = [`${base}GET/messages`, `${base}POST/messages`, `${base}GET/messages/*`];
    const resources = async (answer: Promise<object>) =>
      ((await answer) as PolicyAnswer).policyDocument.Statement.flatMap(({ Resource }) => Resource);
    const withSetting = createAuthorizer(verifier, routes, { guardsPublicRoutes: true });
    expect(await resources(withSetting(asToken(token)))).toEqual(expect.arrayContaining(listed));
    expect(await resources(authorize(asToken(token, 'GET/messages')))).toEqual(expect.arrayContaining(listed));
    expect(await resources(authorize(asToken(token)))).not.toContain(`${base}GET/messages`);
  });

  it('answers in less than 8 KB for all routes of the services', async () => {
    const apps = join(__dirname, '../..');
    const all = workspaceCards(join(apps, '..')).flatMap(({ name }) =>
      parseRouteDemands(JSON.parse(readFileSync(join(apps, name, 'routes.json'), 'utf8'))),
    );
    const scopes = new Set(all.flatMap((route) => [...route.scopes.allOf, ...route.scopes.anyOf]));
    const roles = [...new Set(all.flatMap((route) => route.roles))];
    const whole = createAuthorizer(verifier, all);
    for (const claims of [{ scope: [...scopes].join(' '), roles }, { scope: [...scopes].join(' ') }, { roles }, {}]) {
      const answer = (await whole(asToken(issuer.mint({ claims })))) as PolicyAnswer;
      expect(answer.policyDocument.Statement.length).toBeGreaterThan(0);
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(8192);
    }
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

  it('logs the first refusal of a kind with its reason, and never the token', async () => {
    const lines: string[] = [];
    const logging = createAuthorizer(verifier, routes, { log: (line) => lines.push(line) });
    const token = issuer.mint({ claims: { aud: 'urn:other' } });
    for (let i = 0; i < 3; i++) await expect(logging(asToken(token))).rejects.toThrow('Unauthorized');
    await logging(asSimple(issuer.mint({ claims: { roles: ['user'] } }), 'DELETE /messages/{id}'));
    await expect(logging(asToken(undefined))).rejects.toThrow('Unauthorized');
    expect(lines).toEqual([
      `token refused: invalid_token (audience): aud names none of the accepted audiences: found "urn:other", expected "${issuer.audience}"`,
      'DELETE /messages/{id} refused: the token has the scopes ["openid","messages:read","messages:write"] and the roles ["user"]',
    ]);
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

  describe('behind a mapping, with payload format 2.0', () => {
    const scopes = (name: string) => ({ scopes: { allOf: [name], anyOf: [] } });
    const mapped: RouteDemand[] = [
      { ...demands, method: 'GET', path: '/messages/mine', ...scopes('messages:read') },
      { ...demands, method: 'GET', path: '/messages/:id', public: true },
      { ...demands, method: 'DELETE', path: '/messages/:id', ...scopes('messages:write') },
      { ...demands, method: 'GET', path: '/files/*file', ...scopes('files:read') },
      { ...demands, method: 'GET', path: '/health/live', public: true },
      { ...demands, method: 'GET', path: '/:name', public: true },
    ];
    let handler: Authorizer;
    beforeAll(() => {
      handler = createAuthorizer(verifier, mapped);
    });
    const domainName = 'api.shop.example';
    interface Asked {
      readonly routeKey: string;
      readonly rawPath: string;
      readonly method?: string;
      readonly stage?: string;
      readonly domainName?: string;
      readonly pathParameters?: Record<string, string>;
      readonly identitySource?: string[] | null;
    }
    const asked = (scope: string, { method, stage = '$default', ...rest }: Asked, by = handler) => {
      const token = issuer.mint({ claims: { scope } });
      const http = { method: method ?? rest.routeKey.split(' ')[0] ?? '', path: rest.rawPath };
      const requestContext = { stage, domainName: rest.domainName ?? domainName, http };
      return by(asSimple(token, rest.routeKey, { ...rest, requestContext })) as Promise<{ isAuthorized: boolean }>;
    };

    it.each<[Asked]>([
      [{ routeKey: 'GET /messages/mine', rawPath: '/v1/messages/mine' }],
      [{ routeKey: 'GET /messages/mine', rawPath: '/shop/v1/messages/mine' }],
      [{ routeKey: 'GET /messages/mine', rawPath: '/prod/messages/mine', stage: 'prod' }],
      [{ routeKey: 'GET /messages/mine', rawPath: '/messages/mine', stage: 'messages' }],
      [{ routeKey: 'GET /messages/mine', rawPath: '/messages/messages/mine' }],
      [{ routeKey: 'DELETE /messages/{id}', rawPath: '/v1/messages/7', pathParameters: { id: '7' } }],
      [{ routeKey: 'DELETE /messages/{id}', rawPath: '/v1/messages/a%20b', pathParameters: { id: 'a b' } }],
      [{ routeKey: 'DELETE /messages/{id}', rawPath: '/v1/messages/7' }],
      [{ routeKey: 'GET /files/{file+}', rawPath: '/v1/files/a/b', pathParameters: { file: 'a/b' } }],
      [{ routeKey: 'GET /files/{file+}', rawPath: '/files/files/a', pathParameters: { file: 'a' } }],
      [
        {
          routeKey: 'ANY /{proxy+}',
          method: 'GET',
          rawPath: '/v1/messages/mine',
          pathParameters: { proxy: 'messages/mine' },
          identitySource: ['Bearer x', 'GET', '/v1/messages/mine'],
        },
      ],
    ])('allows and denies what the demands of the route say: %j', async (request) => {
      const all = 'messages:read messages:write files:read';
      expect(await asked(all, request)).toMatchObject({ isAuthorized: true });
      expect(await asked('other', request)).toMatchObject({ isAuthorized: false });
    });

    it('takes a prefix that no event tells from its setting', async () => {
      const request = { routeKey: '$default', method: 'GET', rawPath: '/v1/messages/mine', identitySource: null };
      expect(await asked('messages:read', request)).toMatchObject({ isAuthorized: false });
      const prefixed = createAuthorizer(verifier, mapped, { pathPrefix: '/v1' });
      expect(await asked('messages:read', request, prefixed)).toMatchObject({ isAuthorized: true });
      expect(await asked('other', request, prefixed)).toMatchObject({ isAuthorized: false });
      expect(await asked('messages:read', { ...request, rawPath: '/v10/messages/mine' }, prefixed)).toMatchObject({
        isAuthorized: false,
      });
    });

    it.each<[Asked]>([
      // The route of a path decides, and not the one of another key.
      [{ routeKey: 'GET /messages/{id}', rawPath: '/messages/mine', pathParameters: { id: 'mine' } }],
      [{ routeKey: 'GET /messages/{id}', rawPath: '/v1/messages/mine', pathParameters: { id: 'mine' } }],
      [{ routeKey: 'GET /health/live', rawPath: '/messages/mine' }],
      [{ routeKey: 'GET /health/live', rawPath: '/v1/messages/mine' }],
      [{ routeKey: 'GET /{name}', rawPath: '/messages/mine', pathParameters: { name: 'messages/mine' } }],
      [{ routeKey: 'GET /messages/{id}', rawPath: '/messages/7', method: 'DELETE', pathParameters: { id: '7' } }],
      [{ routeKey: 'ANY /messages/{id}', rawPath: '/messages/mine', method: 'HEAD', pathParameters: { id: 'mine' } }],
      [{ routeKey: 'ANY /{proxy+}', rawPath: '/files/x', method: 'GET', pathParameters: { proxy: 'files/x' } }],
      [{ routeKey: '$default', rawPath: '/messages/mine', method: 'GET', stage: 'messages' }],
      [{ routeKey: '$default', rawPath: '//messages/mine', method: 'GET' }],
      [{ routeKey: '$default', rawPath: '/health/live/../../messages/mine', method: 'GET' }],
      [{ routeKey: 'GET /messages/{id}', rawPath: '/v1/messages//mine', pathParameters: { id: '/mine' } }],
    ])('opens no guarded route through the key of another: %j', async (request) => {
      expect(await asked('other', { ...request, identitySource: null })).toMatchObject({ isAuthorized: false });
      // What is kept under the key: a denial or, as an error, nothing.
      const kept = await asked('other', request).catch((error: Error) => error.message);
      const denial = { isAuthorized: false, context: expect.anything() as unknown };
      expect([denial, expect.stringContaining('would keep this answer')]).toContainEqual(kept);
    });
  });

  describe('of a WebSocket API', () => {
    const connectArn = 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/$connect';
    const handshake = (sent: Record<string, string[]>, changes: object = {}) => ({
      type: 'REQUEST',
      methodArn: connectArn,
      headers: Object.fromEntries(Object.entries(sent).map(([name, values]) => [name, values.at(-1)])),
      multiValueHeaders: sent,
      queryStringParameters: {},
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        messageDirection: 'IN',
        stage: 'prod',
        connectionId: 'L0SM9cOFvHcCIhw=',
        apiId: 'abc',
      },
      ...changes,
    });
    const bearer = (token: string) => ({ Authorization: [`Bearer ${token}`] });
    const offering = (...values: string[]) => handshake({ 'Sec-WebSocket-Protocol': values });
    const connects = (event: object) =>
      createAuthorizer(verifier, routes, { connectScopes: ['chat:join', 'chat:read'] })(event) as Promise<PolicyAnswer>;
    const mint = (scope = 'chat:read chat:join', claims: object = {}) => issuer.mint({ claims: { scope, ...claims } });

    it('covers $connect and nothing else, until the token ends', async () => {
      const exp = Math.floor(Date.now() / 1000) + 200;
      const token = mint(undefined, { exp, jti: 'j1' });
      for (const event of [
        handshake(bearer(token)),
        offering(`bearer, ${token}`),
        offering(`access_token,${token}`),
        offering('chat.v1', 'Bearer', token),
        offering(`chat.v1, bearer, ${token}, chat.v2`),
        { ...offering(`bearer, ${token}`), multiValueHeaders: null },
        handshake(bearer(token), { requestContext: undefined }),
      ]) {
        const answer = await connects(event);
        expect(answer.policyDocument.Statement).toEqual([
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: [connectArn],
            Condition: { DateLessThan: { 'aws:CurrentTime': new Date(exp * 1000).toISOString() } },
          },
        ]);
        const read = createApiGatewayReader({ apiId: 'abc', authorizer: 'lambda', issuers: [issuer.issuer] });
        const authorizer = { ...answer.context, principalId: answer.principalId };
        expect(read({ requestContext: { apiId: 'abc', eventType: 'MESSAGE', authorizer } })).toMatchObject({
          tokenId: 'j1',
        });
      }
    });

    it.each(['', 'chat:read', 'messages:write chat:join'])('denies a token with the scopes %j', async (scope) => {
      const { policyDocument } = await connects(handshake(bearer(mint(scope))));
      expect(policyDocument.Statement).toEqual([
        { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: [connectArn] },
      ]);
    });

    it.each<[string, () => object]>([
      ['no token', () => handshake({})],
      ['a token in the query', () => handshake({}, { queryStringParameters: { access_token: mint(), token: mint() } })],
      ['a mark without a token', () => offering('bearer')],
      ['a token without a mark', () => offering(mint())],
      ['a token before its mark', () => offering(`${mint()}, bearer`)],
      ['two tokens', () => offering(`bearer, ${mint()}, access_token, ${mint()}`)],
      ['two tokens in two headers', () => offering(`bearer, ${mint()}`, `bearer, ${mint()}`)],
      [
        'a token in both headers',
        () => handshake({ ...bearer(mint()), 'sec-websocket-protocol': [`bearer, ${mint()}`] }),
      ],
      ['a bad token', () => offering('bearer, a.b.c')],
      ['an expired token', () => handshake(bearer(mint(undefined, { iat: 1, exp: 2 })))],
    ])('refuses %s with exactly Unauthorized', async (_name, event) => {
      await expect(connects(event())).rejects.toThrow(/^Unauthorized$/);
    });

    it('names the setting without which $connect is not answered', async () => {
      for (const settings of [{}, { connectScopes: [] }]) {
        const unset = createAuthorizer(verifier, routes, settings);
        await expect(unset(handshake(bearer(mint())))).rejects.toThrow('CONNECT_SCOPES');
      }
    });

    it('answers for no route but $connect', async () => {
      for (const request of ['$default', 'GET/messages', '$connect/x', 'GET/$connect']) {
        await expect(connects(handshake(bearer(mint()), { methodArn: `${base}${request}` }))).rejects.toThrow(
          '$connect',
        );
      }
    });

    it('never gives the policy of a WebSocket API to a route of the name', async () => {
      const token = mint();
      const rest = await connects({ ...asRequest(token), methodArn: `${base}GET/$connect` });
      expect(JSON.stringify(rest.policyDocument)).not.toContain('$connect');
    });

    it('says what is too long for an answer of 8 KB', async () => {
      const fits = await connects(handshake(bearer(mint(undefined, { note: 'x'.repeat(4000) }))));
      expect(Buffer.byteLength(JSON.stringify(fits))).toBeLessThanOrEqual(8192);
      await expect(connects(handshake(bearer(mint(undefined, { note: '"'.repeat(2400) }))))).rejects.toThrow('8 KB');
    });
  });

  it('refuses a sender-constrained token, whose proof no authorizer sees', async () => {
    const token = issuer.mint({ claims: { scope: 'chat messages:write', cnf: { jkt: 'k' } } });
    const socket = {
      ...asRequest(token),
      methodArn: `${base}$connect`,
      requestContext: { eventType: 'CONNECT', connectionId: 'c' },
    };
    const handler = createAuthorizer(verifier, routes, { connectScopes: ['chat'] });
    for (const event of [asToken(token), asRequest(token), socket]) {
      await expect(handler(event)).rejects.toThrow(/^Unauthorized$/);
    }
    expect(await handler(asSimple(token, 'POST /messages'))).toEqual({ isAuthorized: false });
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
