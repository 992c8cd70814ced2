import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  Scope,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { createTestIssuer, send, type TestIssuer, tokenFor } from '../testing';
import { AuthModule, principalOf } from '..';
import { adapters, closeServices, startedService } from './guarded-service';

describe.each(adapters)('guards of the application on %s', (_, adapter) => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(closeServices);
  afterAll(() => issuer.close());

  it('find the principal wherever they are bound, and run for no refused request', async () => {
    const seen: string[] = [];
    const guard = (name: string, scope = Scope.DEFAULT) => {
      @Injectable({ scope })
      class OwnGuard implements CanActivate {
        canActivate(context: ExecutionContext): boolean {
          seen.push(`${name} ${principalOf(context.switchToHttp().getRequest<object>())?.subject}`);
          return true;
        }
      }
      return OwnGuard;
    };
    @UseGuards(guard('class'))
    @Controller()
    class OwnController {
      @UseGuards(guard('method'))
      @Get()
      get() {}
    }
    @Module({ providers: [{ provide: APP_GUARD, useClass: guard('module before') }] })
    class Before {}
    @Module({ providers: [{ provide: APP_GUARD, useClass: guard('module after') }] })
    class After {}
    const { url } = await startedService(
      adapter(),
      {
        imports: [Before, AuthModule.forRoot({ issuers: [{ issuer: issuer.issuer, audience: null }] }), After],
        providers: [
          { provide: APP_GUARD, useClass: guard('root') },
          { provide: APP_GUARD, useClass: guard('request-scoped', Scope.REQUEST) },
        ],
        controllers: [OwnController],
      },
      (app) => app.useGlobalGuards(new (guard('useGlobalGuards'))()),
    );
    expect(await send(url, { method: 'GET', path: '/' })).toMatchObject({ status: 401 });
    expect(seen).toEqual([]);
    await send(url, { method: 'GET', path: '/' }, tokenFor(issuer, { subject: 'ada' }));
    const places = ['class', 'method', 'module after', 'module before', 'request-scoped', 'root', 'useGlobalGuards'];
    expect(seen.sort()).toEqual(places.map((place) => `${place} ada`));
  });
});
