import {
  All,
  Controller,
  Get,
  type INestApplication,
  Module,
  Post,
  type Type,
  Version,
  VersioningType,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createTestIssuer, send, type TestIssuer } from '../testing';
import {
  AuthModule,
  CurrentPrincipal,
  type Decision,
  OptionalPrincipal,
  type Principal,
  Public,
  RequireScopes,
  routeDeclarations,
} from '..';
import { adapters, closeServices, startedService } from './guarded-service';

/** As packages have them: nothing can be decorated. */
@Controller()
class MetricsController {
  @Get('metrics')
  index() {
    return { metrics: true };
  }

  @Get('metrics/raw')
  raw() {
    return { metrics: true };
  }

  @All('anything')
  anything() {
    return { metrics: true };
  }

  @Get(['first', 'second'])
  both() {
    return { metrics: true };
  }

  @RequireScopes('metrics:read')
  @Get('guarded')
  guarded() {}

  @Get('mine')
  mine(@CurrentPrincipal() _: Principal) {}
}

@Controller('metrics')
class OtherController {
  @Post()
  push() {
    return { pushed: true };
  }

  @Get(':name')
  one() {
    return { secret: true };
  }
}

@Controller({ path: 'versions', version: '1' })
class VersionedController {
  @Get()
  one() {
    return { version: 1 };
  }

  @Version('2')
  @Get()
  two() {
    return { version: 2 };
  }
}

const HEADER = { type: VersioningType.HEADER, header: 'X-Version' } as const;

describe.each(adapters)('public routes by name on %s', (_, adapter) => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(closeServices);
  afterAll(() => issuer.close());

  function start(
    publicRoutes: readonly string[],
    prepare: (app: INestApplication) => void = (app) => app.enableVersioning(),
    controllers: Type[] = [MetricsController, OtherController, VersionedController],
    onDecision?: (decision: Decision) => void,
  ) {
    const issuers = [{ issuer: issuer.issuer, audience: issuer.audience }];
    const options = { issuers, publicRoutes, ...(onDecision && { onDecision }) };
    return startedService(adapter(), { imports: [AuthModule.forRoot(options)], controllers }, prepare);
  }

  it('are open, and reported and listed as public', async () => {
    const decisions: Decision[] = [];
    const { app, url } = await start(
      ['GET /metrics'],
      undefined,
      undefined,
      (decision) => void decisions.push(decision),
    );
    expect(await send(url, { method: 'GET', path: '/metrics' })).toMatchObject({ status: 200 });
    expect(await send(url, { method: 'HEAD', path: '/metrics?a=b' }, 'garbage')).toMatchObject({ status: 200 });
    expect(decisions).toMatchObject([
      { outcome: 'granted', rule: 'public', route: 'MetricsController.index' },
      { outcome: 'granted', rule: 'public' },
    ]);
    const open = routeDeclarations(app).filter((route) => route.public);
    expect(open.map(({ route }) => route)).toEqual(['MetricsController.index']);
  });

  it.each([
    ['POST', '/metrics'],
    ['GET', '/metrics/raw'],
    ['GET', '/metrics/other'],
    ['GET', '/metrics/../guarded'],
    ['GET', '/metrics%2Fraw'],
    ['GET', '//metrics'],
    ['GET', '//metrics/raw'],
    ['GET', '/metrics/%72aw'],
    ['GET', '/METRICS/RAW'],
    ['GET', '/metrics;/raw'],
    ['GET', '/metrics/raw/'],
    ['GET', '/metrics/raw?/metrics'],
    ['GET', '/guarded'],
    ['GET', '/anything'],
  ])('leave %s %s closed', async (method, path) => {
    const { url } = await start(['GET /metrics']);
    const { status, text } = await send(url, { method, path });
    expect([401, 404]).toContain(status);
    expect(text).not.toMatch(/"(secret|pushed|metrics)"/);
  });

  it('are named with the global prefix, the version, the method of @All() and each of several paths', async () => {
    const names = [
      'GET /api/v1/versions',
      'ALL /api/anything',
      'GET /api/first',
      'GET /api/second',
      'GET /api/metrics/raw',
    ];
    const { url } = await start(names, (app) => app.setGlobalPrefix('api').enableVersioning());
    const statuses = async (...requests: string[]) =>
      Promise.all(
        requests.map(async (name) => {
          const [method = '', path = ''] = name.split(' ');
          return (await send(url, { method, path })).status;
        }),
      );
    expect(await statuses('GET /api/v1/versions', 'PUT /api/anything', 'GET /api/second')).toEqual([200, 200, 200]);
    expect(await statuses('GET /api/v2/versions', 'GET /api/metrics')).toEqual([401, 401]);
  });

  it.each<[string, string[], RegExp, ((app: INestApplication) => void)?]>([
    ['there is not', ['GET /nowhere'], /GET \/nowhere: there is no such route$/],
    ['that has another method', ['POST /metrics/raw'], /no such route; did you mean GET \/metrics\/raw\?/],
    ['in another case', ['GET /Metrics/Raw'], /no such route; did you mean GET \/metrics\/raw\?/],
    ['with a slash at its end', ['GET /metrics/raw/'], /no such route; did you mean GET \/metrics\/raw\?/],
    ['with one slash more', ['GET //metrics/raw'], /no such route/],
    ['that is encoded', ['GET /metrics/%72aw'], /no such route/],
    ['that a parameter would take', ['GET /metrics/other'], /no such route/],
    ['that HEAD would reach', ['HEAD /metrics/raw'], /no such route; did you mean GET \/metrics\/raw\?/],
    [
      'without its prefix',
      ['GET /metrics/raw'],
      /no such route; did you mean GET \/api\/metrics\/raw\?/,
      (app) => app.setGlobalPrefix('api').enableVersioning(),
    ],
    [
      'without its version',
      ['GET /versions'],
      /no such route; did you mean GET \/v1\/versions or GET \/v2\/versions\?/,
      (app) => app.enableVersioning(),
    ],
    [
      'of which there are two',
      ['GET /versions'],
      /both VersionedController.one and VersionedController.two are this route/,
      (app) => app.enableVersioning(HEADER),
    ],
    ['that makes demands', ['GET /guarded'], /MetricsController.guarded makes demands/],
    ['of a method that has another', ['GET /first'], /MetricsController.both also is GET \/second: name that too/],
    [
      'that takes the principal',
      ['GET /mine'],
      /MetricsController.mine is @Public\(\), so it has no @CurrentPrincipal\(\)/,
    ],
  ])('refuse a name %s', async (...[, names, message, prepare]) => {
    await expect(start(names, prepare)).rejects.toThrow(new RegExp(message.source, 'm'));
  });

  it('take a route that is public already', async () => {
    @Public()
    @Controller('health')
    class HealthController {
      @Get()
      check() {
        return {};
      }

      @Get('mine')
      mine(@OptionalPrincipal() _?: Principal) {}
    }
    const { url } = await start(['GET /health', 'GET /health/mine'], undefined, [HealthController]);
    expect(await send(url, { method: 'GET', path: '/health' })).toMatchObject({ status: 200 });
    expect(await send(url, { method: 'GET', path: '/health/mine' })).toMatchObject({ status: 200 });
    expect(await send(url, { method: 'GET', path: '/health/mine' }, 'garbage')).toMatchObject({ status: 401 });
  });

  it('open a controller of one application, and not the same controller of another', async () => {
    const open = await start(['GET /metrics']);
    const closed = await start([]);
    const request = { method: 'GET', path: '/metrics' };
    expect(await send(open.url, request)).toMatchObject({ status: 200 });
    expect(await send(closed.url, request)).toMatchObject({ status: 401 });
  });

  it('open no second registration of the controller under another path', async () => {
    @Module({ controllers: [MetricsController] })
    class AdminModule {}
    const { RouterModule } = await import('@nestjs/core');
    const issuers = [{ issuer: issuer.issuer, audience: issuer.audience }];
    const imports = [
      AuthModule.forRoot({ issuers, publicRoutes: ['GET /metrics'] }),
      AdminModule,
      RouterModule.register([{ path: 'admin', module: AdminModule }]),
    ];
    const starting = startedService(adapter(), { imports, controllers: [MetricsController] });
    await expect(starting).rejects.toThrow(/MetricsController.index also is GET \/admin\/metrics: name that too/);
  });
});

describe('public routes by name', () => {
  it('do not stop an application without HTTP', async () => {
    const issuers = [{ issuer: 'https://issuer.example', audience: null }];
    @Module({
      imports: [AuthModule.forRoot({ issuers, publicRoutes: ['GET /api/metrics'] })],
      controllers: [MetricsController],
    })
    class ServiceModule {}
    const context = await NestFactory.createApplicationContext(ServiceModule, { logger: false, abortOnError: false });
    await context.close();
  });
});
