import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  Injectable,
  Module,
  type Type,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, BaseExceptionFilter, NestFactory } from '@nestjs/core';
import { Query, Resolver } from '@nestjs/graphql';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { AuthModule, OptionalPrincipal, type Principal, principalOf, Public, routeDeclarations } from '@gatehouse/auth';
import {
  createTestIssuer,
  overrideAuth,
  protectedRouteCases,
  send,
  type TestIssuer,
  tokenFor,
} from '@gatehouse/auth/testing';
import { AppModule } from './app.module';

type App = Awaited<ReturnType<typeof start>>;

async function start(adapter: ExpressAdapter | FastifyAdapter, issuer: TestIssuer) {
  const module = await overrideAuth(Test.createTestingModule({ imports: [AppModule] }), issuer).compile();
  const app = module.createNestApplication(adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  return app;
}

for (const [name, adapter] of [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
] as const) {
  describe(`orders on ${name}`, () => {
    let issuer: TestIssuer;
    let app: App;
    let url: string;
    before(async () => {
      issuer = await createTestIssuer();
      app = await start(adapter(), issuer);
      url = await app.getUrl();
    });
    after(async () => {
      await app.close();
      await issuer.close();
    });

    const service = () => ({ url, issuer });
    for (const route of [
      { service, request: { method: 'GET', path: '/orders' }, demands: { scopes: ['orders:read'] } },
      {
        service,
        request: { method: 'POST', path: '/orders', body: { text: 'x' } },
        demands: { scopes: ['orders:write'] },
      },
      { service, request: { method: 'DELETE', path: '/orders/1' }, demands: { scopes: ['orders:write'] } },
      { service, request: { method: 'POST', path: '/catalogue', body: {} }, demands: { roles: ['clerk', 'admin'] } },
    ]) {
      describe(`${route.request.method} ${route.request.path}`, () => {
        for (const { name, run } of protectedRouteCases(route)) it(name, run);
      });
    }

    it('leaves the public route open', async () => {
      assert.equal((await send(url, { method: 'GET', path: '/catalogue' })).status, 200);
    });

    it('needs no token for a route that does not exist', async () => {
      assert.equal((await send(url, { method: 'GET', path: '/nowhere' })).status, 404);
    });

    it('serves the protected resource metadata', async () => {
      const { text } = await send(url, { method: 'GET', path: '/.well-known/oauth-protected-resource/orders' });
      const { resource, scopes_supported } = JSON.parse(text);
      assert.equal(resource, 'https://api.example/orders');
      assert.deepEqual(scopes_supported, ['orders:read', 'orders:write']);
    });

    it('lists its routes', () => {
      const routes = routeDeclarations(app).map(({ method, path }) => `${method} ${path}`);
      assert.deepEqual(routes.sort(), [
        'DELETE /orders/:id',
        'GET /.well-known/oauth-protected-resource/orders',
        'GET /catalogue',
        'GET /orders',
        'GET /orders/:id',
        'POST /catalogue',
        'POST /orders',
      ]);
    });
  });
}

@Catch(HttpException)
class CompanyFilter implements ExceptionFilter<HttpException> {
  catch(error: HttpException, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse();
    response.status(error.getStatus()).send({ company: error.getStatus() });
  }
}
@Catch()
class LeavingFilter extends BaseExceptionFilter {}

@Controller('articles')
class ArticlesController {
  @Get()
  list() {
    return [];
  }

  @Public()
  @Get('optional')
  optional(@OptionalPrincipal() principal?: Principal) {
    return { subject: principal?.subject ?? 'nobody' };
  }

  @Get('named')
  named() {
    return {};
  }
}

for (const [name, adapter] of [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
] as const) {
  describe(`an application with parts of its own on ${name}`, () => {
    let issuer: TestIssuer;
    before(async () => {
      issuer = await createTestIssuer();
    });
    after(() => issuer.close());

    async function serve(
      filter: Type<ExceptionFilter>,
      seen: (string | undefined)[],
      use: (url: string) => Promise<void>,
    ) {
      class OwnGuard implements CanActivate {
        canActivate(context: ExecutionContext) {
          seen.push(principalOf(context.switchToHttp().getRequest())?.subject);
          return true;
        }
      }
      @Module({
        imports: [
          AuthModule.forRoot({
            issuers: [{ issuer: issuer.issuer, audience: issuer.audience }],
            publicRoutes: ['GET /articles/named'],
            requestProperty: 'user',
          }),
        ],
        controllers: [ArticlesController],
        providers: [
          { provide: APP_FILTER, useClass: filter },
          { provide: APP_GUARD, useClass: OwnGuard },
        ],
      })
      class ServiceModule {}
      const app = await NestFactory.create(ServiceModule, adapter(), { logger: false, abortOnError: false });
      try {
        await app.listen(0, '127.0.0.1');
        await use(await app.getUrl());
      } finally {
        await app.close();
      }
    }

    it('answers refusals by its filter', async () => {
      await serve(CompanyFilter, [], async (url) => {
        const { headers, text } = await send(url, { method: 'GET', path: '/articles' });
        assert.deepEqual(JSON.parse(text), { company: 401 });
        assert.match(headers['content-type'] ?? '', /^application\/json/);
        assert.match(headers['www-authenticate'] ?? '', /^Bearer /);
      });
    });

    it('answers problems where its filter leaves the answer to Nest', async () => {
      await serve(LeavingFilter, [], async (url) => {
        const { status, headers } = await send(url, { method: 'GET', path: '/articles' });
        assert.equal(status, 401);
        assert.match(headers['content-type'] ?? '', /^application\/problem\+json/);
      });
    });

    it('knows the principal in its guards and on public routes', async () => {
      const seen: (string | undefined)[] = [];
      await serve(CompanyFilter, seen, async (url) => {
        const path = '/articles/optional';
        const token = tokenFor(issuer, { subject: 'ada' });
        assert.equal((await send(url, { method: 'GET', path })).text, '{"subject":"nobody"}');
        assert.equal((await send(url, { method: 'GET', path }, token)).text, '{"subject":"ada"}');
        assert.equal((await send(url, { method: 'GET', path }, 'no.token.atall')).status, 401);
        assert.equal((await send(url, { method: 'GET', path: '/articles/named' })).status, 200);
      });
      assert.deepEqual(seen, [undefined, 'ada', undefined]);
    });
  });
}

@WebSocketGateway()
class ChatGateway {
  @SubscribeMessage('chat')
  chat() {}
}
@Controller()
class OrdersConsumer {
  @MessagePattern('orders')
  orders() {}
}
@Controller()
class EventsConsumer {
  @EventPattern('events')
  async events(_event: unknown) {}
}
@Resolver()
class OrdersResolver {
  @Query(() => String)
  orders() {}
}
@Injectable()
class Plain {}

describe('the start check', () => {
  async function boot(parts: { controllers?: Type[]; providers?: Type[] }) {
    @Module({
      imports: [AuthModule.forRoot({ issuers: [{ issuer: 'https://issuer.example', audience: null }] })],
      ...parts,
    })
    class ServiceModule {}
    const app = await NestFactory.create(ServiceModule, { logger: false, abortOnError: false });
    try {
      await app.get(AuthModule).onModuleInit();
    } finally {
      await app.close();
    }
  }

  it('refuses what the guards do not guard', async () => {
    await assert.rejects(boot({ providers: [ChatGateway] }), /ChatGateway is a WebSocket gateway/);
    await assert.rejects(boot({ controllers: [OrdersConsumer] }), /OrdersConsumer is a message handler/);
    await assert.rejects(boot({ controllers: [EventsConsumer] }), /EventsConsumer is a message handler/);
    await assert.rejects(boot({ providers: [OrdersResolver] }), /OrdersResolver is a GraphQL resolver/);
  });

  it('lets the rest start', async () => {
    await boot({ providers: [Plain] });
  });
});
