import {
  type ArgumentsHost,
  Catch,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  Get,
  HttpException,
  Injectable,
  Module,
  type Provider,
  Scope,
  type Type,
  UseFilters,
} from '@nestjs/common';
import { APP_FILTER, BaseExceptionFilter, HttpAdapterHost, NestFactory } from '@nestjs/core';
import { createTestIssuer, send, type TestIssuer, tokenFor } from '../testing';
import { AccessRefusedException, AuthModule, RequireScopes } from '..';
import { adapters } from './guarded-service';

type FilterType = Type<ExceptionFilter>;

/** A filter that answers in the format of a company, with what the framework offers. */
class CompanyFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    const response = host.switchToHttp().getResponse<{ status(code: number): { send(body: object): void } }>();
    response.status(status).send({ company: status });
  }
}

/** As monitoring libraries do it: look at the error, then leave the answer to Nest. */
@Catch()
class ObservingFilter extends BaseExceptionFilter {}

@Injectable({ scope: Scope.REQUEST })
@Catch(HttpException)
class RequestScopedFilter extends CompanyFilter {}

@Injectable()
@Catch(AccessRefusedException)
class AdapterFilter implements ExceptionFilter<AccessRefusedException> {
  constructor(private readonly adapterHost: HttpAdapterHost) {}
  catch(error: AccessRefusedException, host: ArgumentsHost): void {
    const status = error.getStatus();
    this.adapterHost.httpAdapter.reply(host.getArgByIndex(1), { company: status, code: error.code }, status);
  }
}

const caught: readonly (readonly [name: string, filter: () => FilterType])[] = [
  ['@Catch(AccessRefusedException)', () => catching(AccessRefusedException)],
  ['@Catch(HttpException)', () => catching(HttpException)],
  ['@Catch()', () => catching()],
  ['a request-scoped one', () => RequestScopedFilter],
  ['one that answers through the adapter', () => AdapterFilter],
];

function catching(...types: Type[]): FilterType {
  @Catch(...types)
  class Filter extends CompanyFilter {}
  return Filter;
}

type Binding =
  'the root module' | 'a module before' | 'a module after' | 'useGlobalFilters' | 'the class' | 'the method';
const bindings: readonly Binding[] = [
  'the root module',
  'a module before',
  'a module after',
  'useGlobalFilters',
  'the class',
  'the method',
];

describe.each(adapters)('a refusal on %s', (_, adapter) => {
  let issuer: TestIssuer;
  const running: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(() => Promise.all(running.splice(0).map((app) => app.close())));
  afterAll(() => issuer.close());

  async function start(filter: FilterType | undefined, binding?: Binding) {
    const at = (place: Binding): ClassDecorator & MethodDecorator =>
      filter !== undefined && place === binding ? UseFilters(filter) : () => undefined;
    const bound = (place: Binding): Provider[] =>
      filter !== undefined && place === binding ? [{ provide: APP_FILTER, useClass: filter }] : [];
    @at('the class')
    @Controller()
    class OrdersController {
      @at('the method')
      @RequireScopes('orders:read')
      @Get('orders')
      list() {}
    }
    @Module({})
    class Feature {}
    const feature = (place: Binding): DynamicModule[] =>
      place === binding ? [{ module: Feature, providers: bound(place) }] : [];
    @Module({
      imports: [
        ...feature('a module before'),
        AuthModule.forRoot({ issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] }),
        ...feature('a module after'),
      ],
      providers: bound('the root module'),
      controllers: [OrdersController],
    })
    class RootModule {}
    const app = await NestFactory.create(RootModule, adapter(), { logger: false, abortOnError: false });
    running.push(app);
    if (filter !== undefined && binding === 'useGlobalFilters') {
      const needed: unknown = filter === ObservingFilter ? app.getHttpAdapter() : app.get(HttpAdapterHost);
      app.useGlobalFilters(new (filter as new (needed: unknown) => ExceptionFilter)(needed));
    }
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    return (token?: string) => send(url, { method: 'GET', path: '/orders' }, token);
  }

  it('is a problem where the application has no filter of its own', async () => {
    const get = await start(undefined);
    const { status, headers, text } = await get();
    expect(status).toBe(401);
    expect(headers['content-type']).toMatch(/^application\/problem\+json\b/);
    expect(JSON.parse(text)).toMatchObject({ type: 'urn:gatehouse:problem:unauthenticated', status: 401 });
  });

  for (const binding of bindings) {
    it.each(caught)(`is answered by %s of ${binding}, which keeps the headers`, async (_name, filter) => {
      const get = await start(filter(), binding);
      const unauthenticated = await get();
      expect(JSON.parse(unauthenticated.text)).toMatchObject({ company: 401 });
      expect(unauthenticated.headers['content-type']).toMatch(/^application\/json\b/);
      expect(unauthenticated.headers['www-authenticate']).toBe('Bearer realm="api"');
      expect(unauthenticated.headers['cache-control']).toBe('no-store');
      const forbidden = await get(tokenFor(issuer));
      expect(JSON.parse(forbidden.text)).toMatchObject({ company: 403 });
      expect(forbidden.headers['www-authenticate']).toContain('scope="orders:read"');
    });

    it(`stays a problem where a filter of ${binding} leaves the answer to Nest`, async () => {
      const get = await start(ObservingFilter, binding);
      const { status, headers, text } = await get();
      expect(status).toBe(401);
      expect(headers['content-type']).toMatch(/^application\/problem\+json\b/);
      expect(JSON.parse(text)).toMatchObject({ type: 'urn:gatehouse:problem:unauthenticated' });
    });
  }

  it('keeps Retry-After beside a filter of the application', async () => {
    const get = await start(catching(), 'the root module');
    await issuer.down();
    const { status, headers, text } = await get(tokenFor(issuer));
    await issuer.up();
    expect(status).toBe(503);
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(text)).toEqual({ company: 503 });
  });
});
