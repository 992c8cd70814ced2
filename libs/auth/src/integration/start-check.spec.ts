import { Controller, type DynamicModule, Get, Injectable, Module, type Type } from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { createTestIssuer, type TestIssuer } from '../testing';
import { AuthModule, CurrentPrincipal, type Principal, Public, RequireScopes } from '..';

/** What tracing libraries do: a function of their own in the method's place. */
function replaced(): MethodDecorator {
  return (_target, _key, descriptor) => {
    const original = descriptor.value as unknown as (...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      return original.apply(this, args);
    } as never;
    return descriptor;
  };
}

/** Leaves the metadata that the decorators of Nest's other transports leave (the packages are not installed here). */
function marked(key: string): MethodDecorator & ClassDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) =>
    Reflect.defineMetadata(key, true, (descriptor?.value as object | undefined) ?? target);
}

describe('the start check', () => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterAll(() => issuer.close());

  async function start(parts: { controllers?: Type[]; providers?: Type[] }): Promise<void> {
    @Module({ imports: [AuthModule.forRoot({ issuers: [{ issuer: issuer.issuer, audience: null }] })], ...parts })
    class ServiceModule {}
    const app = await NestFactory.create(ServiceModule, { logger: false, abortOnError: false });
    await app.init().finally(() => app.close());
  }

  it('lets a sound application start', async () => {
    @Controller()
    class Sound {
      @replaced()
      other() {}
      @RequireScopes('a')
      @Get()
      @replaced()
      get(@CurrentPrincipal() _: Principal) {}
    }
    await expect(start({ controllers: [Sound] })).resolves.toBeUndefined();
  });

  it('refuses a route whose declaration another decorator has lost', async () => {
    @Controller()
    class Lost {
      @Get()
      @replaced()
      @RequireScopes('a')
      get() {}
    }
    await expect(start({ controllers: [Lost] })).rejects.toThrow(/Lost\.get: something replaced the method/);
  });

  it('refuses a route whose instance runs another function', async () => {
    @Controller()
    class Wrapped {
      constructor() {
        this.get = () => {};
      }
      @RequireScopes('a')
      @Get()
      get() {}
    }
    await expect(start({ controllers: [Wrapped] })).rejects.toThrow(/Wrapped\.get: something replaced the method/);
  });

  it('refuses two routes that run one function, of which one is public', async () => {
    @Public()
    class Open {
      @Get('open')
      open() {}
    }
    @Controller()
    class Shared extends Open {
      constructor() {
        super();
        this.closed = this.open;
      }
      @Get('closed')
      closed() {}
    }
    await expect(start({ controllers: [Shared] })).rejects.toThrow(/Shared\.\w+: another route of the class runs/);
  });

  it('refuses a public route that wants a principal', async () => {
    @Controller()
    class Nobody {
      @Public()
      @Get()
      get(@CurrentPrincipal() _: Principal) {}
    }
    await expect(start({ controllers: [Nobody] })).rejects.toThrow(/Nobody\.get is @Public\(\)/);
  });

  it('refuses a route that is public and makes demands, and names every fault at once', async () => {
    @Controller()
    class Both {
      @Public()
      @RequireScopes('a')
      @Get('a')
      first() {}
      @Public()
      @RequireScopes('a')
      @Get('b')
      second() {}
    }
    await expect(start({ controllers: [Both] })).rejects.toThrow(/Both\.first[^]*Both\.second/);
  });

  it('refuses a second configuration, which would guard every route a second time', async () => {
    const auth = () => AuthModule.forRoot({ issuers: [{ issuer: issuer.issuer, audience: null }] });
    const shared = auth();
    const createdWith = async (...imports: DynamicModule[]) => {
      @Module({ imports })
      class OrdersModule {}
      @Module({ imports: [shared, OrdersModule] })
      class ServiceModule {}
      const app = await NestFactory.create(ServiceModule, { logger: false, abortOnError: false });
      await app.init().finally(() => app.close());
    };
    await expect(createdWith(shared)).resolves.toBeUndefined();
    await expect(createdWith(auth())).rejects.toThrow('AuthModule is configured more than once');
  });

  it('refuses to be loaded when routes are served already', async () => {
    @Module({})
    class ServiceModule {}
    const app = await NestFactory.create(ServiceModule, { logger: false });
    await app.listen(0, '127.0.0.1');
    const late = () => AuthModule.forRoot({ issuers: [{ issuer: issuer.issuer, audience: null }] });
    await expect(app.get(LazyModuleLoader).load(late)).rejects.toThrow('it cannot be loaded lazily');
    await app.close();
  });

  it('refuses WebSocket gateways, message handlers and GraphQL resolvers', async () => {
    @marked('websockets:is_gateway')
    @Injectable()
    class ChatGateway {}
    @Controller()
    class OrdersConsumer {
      @marked('microservices:pattern')
      consume() {}
    }
    @Injectable()
    class OrdersResolver {
      @marked('graphql:resolver_type')
      orders() {}
    }
    const starting = start({ controllers: [OrdersConsumer], providers: [ChatGateway, OrdersResolver] });
    await expect(starting).rejects.toThrow(
      /ChatGateway is a WebSocket gateway[^]*OrdersResolver is a GraphQL resolver[^]*OrdersConsumer is a message handler/,
    );
  });
});
