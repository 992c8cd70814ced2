import { Controller, Get, Post } from '@nestjs/common';
import { createTestIssuer, send, type TestIssuer, tokenFor, type TokenIdentity } from '../testing';
import { exchange } from '../testing/exchange';
import {
  AuthModule,
  csrfTokenFor,
  CurrentPrincipal,
  type Decision,
  OptionalPrincipal,
  type Principal,
  Public,
  RequireScopes,
  routeDeclarations,
} from '..';
import { adapters, closeServices, startedService } from './guarded-service';

const whoIs = (principal: Principal | undefined) => ({ subject: principal?.subject ?? 'nobody' });

class Base {
  @Get('inherited')
  inherited(@OptionalPrincipal() principal?: Principal) {
    return whoIs(principal);
  }

  @Get('overridden')
  overridden(@OptionalPrincipal() principal?: Principal): object {
    return whoIs(principal);
  }
}

@Controller('articles')
class ArticlesController {
  @Public()
  @Get()
  list(@OptionalPrincipal() principal?: Principal) {
    return whoIs(principal);
  }

  @Public()
  @Post()
  write(@OptionalPrincipal() principal?: Principal) {
    return whoIs(principal);
  }

  @Public()
  @Get('plain')
  plain() {
    return {};
  }

  @Get('closed')
  closed(@OptionalPrincipal() principal?: Principal) {
    return whoIs(principal);
  }

  @RequireScopes('articles:read')
  @Get('scoped')
  scoped(@OptionalPrincipal() principal?: Principal) {
    return whoIs(principal);
  }
}

@Public()
@Controller('open')
class OpenController extends Base {
  @Get('own')
  own(@OptionalPrincipal() principal?: Principal) {
    return whoIs(principal);
  }

  @Get('overridden')
  override overridden(@OptionalPrincipal() principal?: Principal) {
    return { ...whoIs(principal), overriding: true };
  }
}

@Controller('shut')
class ShutController extends Base {}

const cookie = '__Host-token' as const;

describe.each(adapters)('an optional principal on %s', (_, adapter) => {
  let issuer: TestIssuer;
  let service: Awaited<ReturnType<typeof startedService>>;
  const decisions: Decision[] = [];
  const start = (testIssuer: TestIssuer) =>
    startedService(adapter(), {
      imports: [
        AuthModule.forRoot({
          issuers: [{ issuer: testIssuer.issuer, audience: testIssuer.audience }],
          cookie: { name: cookie, trustedOrigins: [] },
          onDecision: (decision) => decisions.push(decision),
        }),
      ],
      controllers: [ArticlesController, OpenController, ShutController],
    });
  beforeAll(async () => {
    issuer = await createTestIssuer();
    service = await start(issuer);
  });
  afterEach(() => decisions.splice(0));
  afterAll(async () => {
    await closeServices();
    await issuer.close();
  });

  const get = (path: string, identity?: TokenIdentity) =>
    send(service.url, { method: 'GET', path }, identity && tokenFor(issuer, identity));

  it.each(['/articles', '/open/own', '/open/inherited', '/open/overridden'])(
    'is known or undefined at %s',
    async (path) => {
      const anonymous = await get(path);
      expect(anonymous.status).toBe(200);
      expect(JSON.parse(anonymous.text)).toMatchObject({ subject: 'nobody' });
      // Not known to the cache, then known.
      const token = tokenFor(issuer, { subject: 'ada' });
      for (const time of ['first', 'second']) {
        const known = await send(service.url, { method: 'GET', path }, token);
        expect([time, JSON.parse(known.text)]).toMatchObject([time, { subject: 'ada' }]);
      }
      const bad = await send(service.url, { method: 'GET', path }, 'no.token.atall');
      expect(bad.status).toBe(401);
      expect(bad.headers['www-authenticate']).toContain('error="invalid_token"');
    },
  );

  it.each([
    ['a token that has expired', { expiresIn: -60, claims: { iat: Math.floor(Date.now() / 1000) - 120 } }],
    ['a token for another audience', { claims: { aud: 'urn:other' } }],
  ])('is refused with %s', async (_name, identity) => {
    expect(await get('/articles', identity)).toMatchObject({ status: 401 });
  });

  it.each([
    ['an empty token', [['Authorization', 'Bearer ']], 401],
    [
      'two headers',
      [
        ['Authorization', 'Bearer a.b.c'],
        ['Authorization', 'Bearer a.b.c'],
      ],
      400,
    ],
    ['two cookies', [['Cookie', `${cookie}=a.b.c; ${cookie}=a.b.c`]], 400],
    ['a bad cookie', [['Cookie', `${cookie}=a.b.c`]], 401],
    ['another scheme', [['Authorization', 'Basic YTpi']], 200],
    ['another cookie', [['Cookie', 'theme=dark']], 200],
  ] as const)('answers %s as a guarded route, or as without credentials: %#', async (_name, headers, status) => {
    expect(await exchange(service.url, { method: 'GET', path: '/articles' }, headers)).toMatchObject({ status });
  });

  it('wants proof that an unsafe request with a cookie is not forged', async () => {
    const token = tokenFor(issuer, { subject: 'ada' });
    const request = { method: 'POST', path: '/articles', body: {} };
    const forged = await exchange(service.url, request, [['Cookie', `${cookie}=${token}`]]);
    expect(forged.status).toBe(403);
    expect(forged.text).toContain('urn:gatehouse:problem:csrf');
    const headers = [
      ['Cookie', `${cookie}=${token}`],
      ['Sec-Fetch-Site', 'same-origin'],
      ['X-CSRF-Token', csrfTokenFor(token)],
    ] as const;
    const sound = await exchange(service.url, request, headers);
    expect(JSON.parse(sound.text)).toEqual({ subject: 'ada' });
    expect(JSON.parse((await exchange(service.url, request, [])).text)).toEqual({ subject: 'nobody' });
  });

  it('answers 503 where the keys are missing, and does without them where there is no token', async () => {
    const down = await createTestIssuer();
    const other = await start(down);
    await down.down();
    const request = { method: 'GET', path: '/articles' };
    expect(await send(other.url, request, tokenFor(down))).toMatchObject({ status: 503 });
    expect(await send(other.url, request)).toMatchObject({ status: 200 });
  });

  it.each(['/articles/closed', '/shut/inherited', '/shut/overridden'])('opens nothing: %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 401 });
    expect(JSON.parse((await get(path, { subject: 'ada' })).text)).toEqual({ subject: 'ada' });
  });

  it('leaves demands in force', async () => {
    expect(await get('/articles/scoped', {})).toMatchObject({ status: 403 });
    expect(await get('/articles/scoped')).toMatchObject({ status: 401 });
  });

  it('leaves public routes without it to read no credentials', async () => {
    expect(await send(service.url, { method: 'GET', path: '/articles/plain' }, 'garbage')).toMatchObject({
      status: 200,
    });
  });

  it('is reported once, by the rule that granted', async () => {
    await get('/articles');
    await get('/articles', { subject: 'ada' });
    await send(service.url, { method: 'GET', path: '/articles' }, 'garbage');
    expect(decisions).toEqual([
      { outcome: 'granted', rule: 'public', route: 'ArticlesController.list', method: 'GET' },
      expect.objectContaining({
        outcome: 'granted',
        rule: 'access_token',
        principal: expect.objectContaining({ subject: 'ada' }),
      }),
      expect.objectContaining({ outcome: 'refused', rule: 'access_token', code: 'invalid_token' }),
    ]);
  });

  it('is listed with the routes', () => {
    const routes = routeDeclarations(service.app).filter(({ optional }) => optional === true);
    expect(routes.every((route) => route.public)).toBe(true);
    expect(routes.map(({ route }) => route).sort()).toEqual([
      'ArticlesController.list',
      'ArticlesController.write',
      'OpenController.inherited',
      'OpenController.overridden',
      'OpenController.own',
    ]);
  });

  it('does not stand in for @CurrentPrincipal() of a public route', async () => {
    @Controller()
    class Both {
      @Public()
      @Get()
      get(@OptionalPrincipal() _optional?: Principal, @CurrentPrincipal() _current?: Principal) {}
    }
    const imports = [AuthModule.forRoot({ issuers: [{ issuer: issuer.issuer, audience: null }] })];
    await expect(startedService(adapter(), { imports, controllers: [Both] })).rejects.toThrow(
      /Both\.get is @Public\(\).*take @OptionalPrincipal\(\)/,
    );
  });
});
