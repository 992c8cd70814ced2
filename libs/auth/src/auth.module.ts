import {
  type DynamicModule,
  Inject,
  type INestApplicationContext,
  Module,
  type NestModule,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { type AccessTokenVerifier, createAccessTokenVerifier } from '@gatehouse/access-token';
import { AccessTokenGuard } from './access-token.guard';
import { AccessTokenStrategy } from './access-token.strategy';
import {
  ACCESS_TOKEN_VERIFIER,
  AUTH_OPTIONS,
  type AuthAsyncOptions,
  type AuthOptions,
  checkAuthOptions,
  verifierOptionsOf,
} from './auth.options';
import { Decisions } from './decisions';
import { DiscoveryCheck } from './discovery-check';
import { Dpop } from './dpop';
import { replyWithProblems } from './problem-reply';
import { ProtectedResource } from './protected-resource';
import { RolesGuard } from './roles.guard';
import { type RouteDeclaration, RouteDeclarations } from './route-declarations';
import { ScopesGuard } from './scopes.guard';
import { StartCheck } from './start-check';

const providers: Provider[] = [
  {
    provide: ACCESS_TOKEN_VERIFIER,
    useFactory: (options: AuthOptions) => createAccessTokenVerifier(verifierOptionsOf(options)),
    inject: [AUTH_OPTIONS],
  },
  AccessTokenStrategy,
  Decisions,
  DiscoveryCheck,
  Dpop,
  ProtectedResource,
  RouteDeclarations,
  StartCheck,
  AccessTokenGuard,
  ScopesGuard,
  RolesGuard,
];

const LOADED_LATE = '- it cannot be loaded lazily, as routes are served already: import it in the root module';

/** Guards every route of the application: what is not `@Public()` needs a verified access token. Import it once. */
@Module({})
export class AuthModule implements NestModule, OnModuleInit, OnApplicationShutdown {
  /** With options that are known when the module is declared. Throws a `ConfigurationError` that lists every fault. */
  static forRoot(options: AuthOptions): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      providers: [{ provide: AUTH_OPTIONS, useValue: checkAuthOptions(options) }, ...providers],
      exports: [ACCESS_TOKEN_VERIFIER],
    };
  }

  /** With options from other providers, such as a configuration service. Faults stop the start. */
  static forRootAsync({ imports = [], inject = [], useFactory }: AuthAsyncOptions): DynamicModule {
    const make = useFactory as (...dependencies: unknown[]) => AuthOptions | Promise<AuthOptions>;
    return {
      module: AuthModule,
      global: true,
      imports,
      providers: [
        {
          provide: AUTH_OPTIONS,
          inject,
          useFactory: async (...dependencies: unknown[]) => checkAuthOptions(await make(...dependencies)),
        },
        ...providers,
      ],
      exports: [ACCESS_TOKEN_VERIFIER],
    };
  }

  constructor(
    private readonly startCheck: StartCheck,
    private readonly resource: ProtectedResource,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier,
    config: ApplicationConfig,
    accessToken: AccessTokenGuard,
    scopes: ScopesGuard,
    roles: RolesGuard,
  ) {
    // Nest reads the guards when it registers routes: those that are served would stay open.
    if (adapterHost.listening) throw new Error(`AuthModule refuses to start:\n${LOADED_LATE}`);
    // Who, then what the token allows, then who may. Nest adds every APP_GUARD after it has made the modules, those of the root module
    // before those of its imports: ours would come too late for them to find the principal.
    for (const guard of [accessToken, scopes, roles]) config.addGlobalGuard(guard);
  }

  /** Runs before Nest's own routes are registered, so that none of them can hide the metadata. */
  configure(): void {
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter) {
      replyWithProblems(httpAdapter);
      this.resource.serve();
    }
  }

  onModuleInit(): void {
    this.startCheck.run();
  }

  /** Not earlier: requests are served until the server has closed. */
  onApplicationShutdown(): void {
    this.verifier.close();
  }
}

/** What every route of an initialised application demands, this module's own metadata routes included. */
export function routeDeclarations(app: INestApplicationContext): readonly RouteDeclaration[] {
  const own = app.get(ProtectedResource, { strict: false }).routes();
  return [...app.get(RouteDeclarations, { strict: false }).list(), ...own];
}
