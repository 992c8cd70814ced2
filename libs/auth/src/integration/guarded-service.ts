import {
  All,
  Controller,
  Get,
  type INestApplication,
  Module,
  type ModuleMetadata,
  Options,
  Param,
  Post,
  Version,
} from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { AuthOptions } from '../auth.options';
import { AuthModule, CurrentPrincipal, type Principal, Public, RequireAnyScope, RequireRoles, RequireScopes } from '..';

/** Both of Nest's HTTP adapters, by name. */
export const adapters: readonly (readonly [name: string, adapter: () => AbstractHttpAdapter])[] = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
];

@Controller('things')
export class ThingsController {
  @Get('undeclared')
  undeclared(@CurrentPrincipal() principal: Principal) {
    return { subject: principal.subject, frozen: Object.isFrozen(principal), scopes: [...principal.scopes] };
  }

  @Public()
  @Get('public')
  open() {
    return { open: true };
  }

  @RequireScopes('things:read', 'things:list')
  @Get('all-of')
  allOf() {
    return {};
  }

  @RequireAnyScope('things:read', 'things:admin')
  @Get('any-of')
  anyOf() {
    return {};
  }

  @RequireRoles('admin', 'moderator')
  @Get('roles')
  roles() {
    return {};
  }

  @RequireScopes('things:write')
  @RequireRoles('admin')
  @Post('both/:id')
  both(@Param('id') id: string) {
    return { id };
  }

  @Options('preflight')
  preflight() {
    return { ran: true };
  }

  @All('every')
  every() {
    return { ran: true };
  }

  @Version('2')
  @RequireScopes('things:read')
  @Get('versioned')
  versioned() {
    return { version: 2 };
  }
}

@RequireScopes('class:scope')
@RequireRoles('class-role')
@Controller('class')
export class DeclaredController {
  @Get('inherits')
  inherits() {
    return {};
  }

  @RequireScopes('method:scope')
  @Get('replaces')
  replaces() {
    return {};
  }

  @Public()
  @Get('opens')
  opens() {
    return {};
  }
}

@Public()
@Controller('open')
export class OpenController {
  @Get('inherits')
  inherits() {
    return {};
  }

  @RequireScopes('method:scope')
  @Get('closes')
  closes() {
    return {};
  }
}

const running: INestApplication[] = [];

/** Closes what `guardedService` started, a failed test's too. */
export async function closeServices(): Promise<void> {
  await Promise.all(running.splice(0).map((app) => app.close()));
}

/** A running application that `closeServices` closes; `prepare` does what comes before its routes. */
export async function startedService(
  adapter: AbstractHttpAdapter,
  metadata: ModuleMetadata,
  prepare: (app: INestApplication) => void = () => undefined,
) {
  @Module(metadata)
  class ServiceModule {}
  const app: INestApplication = await NestFactory.create(ServiceModule, adapter, {
    logger: false,
    abortOnError: false,
  });
  running.push(app);
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}

/** A running service with routes of every kind. */
export async function guardedService(adapter: AbstractHttpAdapter, options: AuthOptions) {
  const controllers = [ThingsController, DeclaredController, OpenController];
  return startedService(adapter, { imports: [AuthModule.forRoot(options)], controllers }, (app) =>
    app.enableVersioning(),
  );
}
