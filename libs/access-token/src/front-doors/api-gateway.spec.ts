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
    ['a sender-constrained token', httpEvent(claims({ cnf: 'map[jkt:abc]' }))],
    ['a date as a REST API writes it', httpEvent(claims({ exp: 'Fri Nov 27 03:38:58 UTC 2099' }))],
    ['a date of two numbers', httpEvent(claims({ exp: '1.2.3' }))],
    ['a date beyond all numbers', httpEvent(claims({ exp: '1e999' }))],
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
    expect(read({ ...httpEvent(claims()), version: '1.0' })).toBeUndefined();
    expect(read({ ...httpEvent(claims()), version: undefined })).toBeUndefined();
    expect(read({ requestContext: { apiId: 'abc123', authorizer: { claims: claims() } } })).toBeUndefined();
  });

  it('reads the claims of payload format 1.0, beside which the scopes of the route stand', () => {
    const exp = seconds() + 300;
    for (const scopes of [null, ['messages:read']]) {
      const authorizer = { claims: claims({ exp: `${exp / 1e9}E9`, roles: '[user]', cnf: undefined }), scopes };
      const principal = read({ version: '1.0', resource: '/x', requestContext: { apiId: 'abc123', authorizer } });
      expect(principal).toMatchObject({ subject: 'ada', expiresAt: exp });
      expect([...(principal?.roles ?? [])]).toEqual(['user']);
      expect([...(principal?.scopes ?? [])]).toEqual(['messages:read', 'messages:write']);
    }
  });

  it.each([
    ['[user admin]', ['user', 'admin']],
    ['[user]', ['user']],
    ['[a,b]', ['a,b']],
    ['[]', []],
    ['', []],
    ['user', []],
    ['a,b', []],
    ['[a  b]', []],
    ['[[a admin b]]', []],
    ['[map[a:1 admin b:2]]', []],
  ])('reads the list %j of a JWT authorizer as the roles %j', (roles, expected) => {
    expect([...(read(httpEvent(claims({ roles })))?.roles ?? [])]).toEqual(expected);
  });

  it('grants no scope of a list, as the verifier does', () => {
    expect(read(httpEvent(claims({ scope: '[a messages:write b]' })))?.scopes.size).toBe(0);
  });

  describe('of a REST API with a Cognito user pool authorizer', () => {
    const pool = createApiGatewayReader({
      apiId: 'r1',
      authorizer: 'user-pool',
      issuer,
      claims: { preset: 'cognito', clientIds: 'app', acceptIdTokens: true },
    });
    /** Java's Date.toString, by Node's own calendar. */
    const dateText = (at: number) => {
      const [weekday, day, month, year, time] = new Date(at * 1000).toUTCString().replace(',', '').split(' ');
      return `${weekday} ${month} ${day} ${time} UTC ${year}`;
    };
    const written = (changes: object = {}) => ({
      iss: issuer,
      sub: 'ada',
      jti: 'j',
      client_id: 'app',
      token_use: 'access',
      scope: 'orders/read',
      'cognito:groups': 'clerk',
      auth_time: `${seconds()}`,
      iat: dateText(seconds()),
      exp: dateText(seconds() + 300),
      ...changes,
    });
    const event = (authorizer: unknown, rest: object = {}) => ({
      resource: '/orders',
      path: '/orders',
      httpMethod: 'GET',
      requestContext: { apiId: 'r1', stage: 'prod', authorizer },
      ...rest,
    });
    const readPool = (changes: object = {}) => pool(event({ claims: written(changes) }));

    it('reads dates as text', () => {
      const exp = seconds() + 300;
      const principal = readPool({ exp: dateText(exp), nbf: dateText(exp - 300), auth_time: dateText(exp - 300) });
      expect(principal).toMatchObject({ subject: 'ada', clientId: 'app', tokenId: 'j', expiresAt: exp });
      expect(principal?.claims).toMatchObject({ exp, nbf: exp - 300, auth_time: exp - 300 });
      expect([...(principal?.scopes ?? [])]).toEqual(['orders/read']);
      expect([...(principal?.roles ?? [])]).toEqual(['clerk']);
    });

    it('reads dates as digits', () => {
      const exp = seconds() + 300;
      expect(readPool({ exp: `${exp}`, iat: `${exp - 300}` })).toMatchObject({ expiresAt: exp });
    });

    it('reads the dates that Java writes, to the second', () => {
      const at = (now: number) =>
        createApiGatewayReader({
          apiId: 'r1',
          authorizer: 'user-pool',
          issuer,
          claims: { preset: 'cognito', clientIds: null },
          now: () => now * 1000,
        });
      for (const [text, instant] of [
        ['Fri Nov 27 03:38:58 UTC 2026', 1_795_750_738],
        ['Thu Feb 29 00:00:00 UTC 2024', 1_709_164_800],
        ['Sun Jan 01 00:00:00 UTC 2040', 2_208_988_800],
        ['Thu Dec 31 23:59:59 UTC 2026', 1_798_761_599],
      ] as const) {
        const iat = `${instant - 300}`;
        expect(at(instant - 1)(event({ claims: written({ exp: text, iat }) }))?.expiresAt).toBe(instant);
        expect(() => at(instant + 6)(event({ claims: written({ exp: text, iat }) }))).toThrow('exp has passed');
      }
    });

    it.each([
      'Thu Feb 30 03:38:58 UTC 2090',
      'Wed Feb 29 03:38:58 UTC 2090',
      'Thu Nov 27 03:38:58 UTC 2026',
      'Fri Nov 27 24:00:00 UTC 2026',
      'Fri Nov 27 03:60:58 UTC 2026',
      'Fri Nov 27 03:38:60 UTC 2026',
      'Fri Nov 00 03:38:58 UTC 2026',
      'Fri Nov 27 03:38:58 PST 2026',
      'Fri Nov 27 03:38:58 GMT 2026',
      'Fri Nov 27 03:38:58 2026',
      'Fri, 27 Nov 2026 03:38:58 GMT',
      '2026-11-27T03:38:58Z',
      'fri nov 27 03:38:58 UTC 2026',
      'Vie Nov 27 03:38:58 UTC 2026',
      ' Fri Nov 27 03:38:58 UTC 2026',
      'Fri Nov 27 03:38:58 UTC 2026\n',
      'Fri Nov 27 03:38:58 UTC 292278994',
      'Fri Nov 27 03:38:58 UTC 26',
      'Wed Dec 31 23:59:59 UTC 1969',
      '9'.repeat(400),
      '-1',
      '+1795750738',
      '0x6b06a2d2',
      'NaN',
      'Infinity',
      '',
    ])('refuses the date %j', (text) => {
      for (const name of ['exp', 'iat', 'nbf']) {
        const refusal = () => readPool({ [name]: text });
        expect(refusal).toThrow(InvalidTokenError);
        expect(refusal).toThrow(`${name} is not a date`);
      }
    });

    it.each([
      ['clerk', ['clerk']],
      ['clerk,admin', ['clerk', 'admin']],
      ['', []],
      [undefined, []],
      [',', []],
      ['clerk,,admin', []],
      ['x, admin', []],
      ['[clerk admin]', []],
      ['[[x,admin,y]]', []],
    ])('reads the groups %j as the roles %j', (groups, expected) => {
      expect([...(readPool({ 'cognito:groups': groups })?.roles ?? [])]).toEqual(expected);
    });

    it('reads an ID token, whose flags are text', () => {
      const id = { token_use: 'id', aud: 'app', client_id: undefined, nonce: 'n', at_hash: 'h', scope: undefined };
      const principal = readPool({ ...id, email_verified: 'false', phone_number_verified: 'true' });
      expect(principal).toMatchObject({
        clientId: 'app',
        claims: { email_verified: false, phone_number_verified: true },
      });
      expect([...(principal?.roles ?? [])]).toEqual(['clerk']);
    });

    it.each([
      ['another use', { token_use: 'refresh' }],
      ['another app client', { client_id: 'other' }],
      ['two app clients', { client_id: 'app,other' }],
      ['another issuer', { iss: 'https://attacker.example' }],
      ['a sender-constrained token', { cnf: '{jkt=abc}' }],
    ])('refuses %s', (_name, changes) => {
      expect(() => readPool(changes)).toThrow(InvalidTokenError);
    });

    it('takes nothing from where another authorizer writes', () => {
      expect(pool(event({ claims: written() }, { version: '1.0' }))).toBeUndefined();
      expect(pool(event({ claims: written() }, { version: '2.0' }))).toBeUndefined();
      expect(pool(event({ jwt: { claims: written() } }))).toBeUndefined();
      expect(pool(event({ principalId: 'ada', sub: 'ada' }))).toBeUndefined();
      // The context of a Lambda authorizer holds text alone.
      expect(() => pool(event({ claims: JSON.stringify(written()) }))).toThrow('no claims');
    });
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
    const socket = {
      requestContext: { apiId: 'a', routeKey: '$connect', eventType: 'CONNECT', authorizer: { ...context } },
    };
    expect(lambda(http)).toEqual(principal);
    expect(lambda(rest)).toEqual(principal);
    expect(lambda(socket)).toEqual(principal);
    expect(lambda({ ...rest, version: '1.0' })).toEqual(principal);
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
