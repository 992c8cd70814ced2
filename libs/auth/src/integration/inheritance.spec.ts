import { Controller, Get, Injectable, Scope } from '@nestjs/common';
import { createTestIssuer, send, type TestIssuer, tokenFor } from '../testing';
import { AuthModule, Public, RequireRoles, routeDeclarations } from '..';
import { adapters, closeServices, startedService } from './guarded-service';

@Public()
class OpenBase {
  @Get('inherited')
  inherited() {
    return {};
  }

  @Get('overridden')
  overridden() {
    return {};
  }
}

@Controller('derived')
class DerivedController extends OpenBase {
  @Get('added')
  added() {
    return {};
  }

  @Get('overridden')
  override overridden() {
    return {};
  }
}

@Injectable({ scope: Scope.REQUEST })
@Controller('scoped')
class ScopedController extends DerivedController {}

class ClosedBase {
  @RequireRoles('admin')
  @Get('overridden')
  overridden() {
    return {};
  }
}

@Controller('closed')
class ClosedController extends ClosedBase {
  @Get('overridden')
  override overridden() {
    return {};
  }
}

describe.each(adapters)('inherited routes on %s', (_, adapter) => {
  let issuer: TestIssuer;
  let service: Awaited<ReturnType<typeof startedService>>;
  beforeAll(async () => {
    issuer = await createTestIssuer();
    service = await startedService(adapter(), {
      imports: [AuthModule.forRoot({ issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] })],
      controllers: [DerivedController, ScopedController, ClosedController],
    });
  });
  afterAll(async () => {
    await closeServices();
    await issuer.close();
  });

  it.each([
    ['/derived/inherited', 200, 200, 200],
    ['/derived/added', 401, 200, 200],
    ['/derived/overridden', 401, 200, 200],
    ['/scoped/inherited', 200, 200, 200],
    ['/scoped/added', 401, 200, 200],
    ['/scoped/overridden', 401, 200, 200],
    ['/closed/overridden', 401, 403, 200],
  ])('answer %s with %i without a token, %i with one, and %i with one of an admin', async (path, ...statuses) => {
    const tokens = [undefined, tokenFor(issuer), tokenFor(issuer, { roles: ['admin'] })];
    const answers = await Promise.all(tokens.map((token) => send(service.url, { method: 'GET', path }, token)));
    expect(answers.map(({ status }) => status)).toEqual(statuses);
    const declared = routeDeclarations(service.app).find((route) => route.path === path);
    expect(declared?.public).toBe(statuses[0] === 200);
  });
});
