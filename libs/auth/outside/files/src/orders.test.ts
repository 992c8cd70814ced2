import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Controller, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Query, Resolver } from '@nestjs/graphql';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { AuthModule, routeDeclarations } from '@gatehouse/auth';
import { createTestIssuer, overrideAuth, protectedRouteCases, send, type TestIssuer } from '@gatehouse/auth/testing';
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
        'GET /.well-known/oauth-protected-resource',
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
