import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type RouteDemand } from '@gatehouse/access-token';
import { type ServiceCard } from '@gatehouse/service-card';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_PIPE, HttpAdapterHost, NestFactory } from '@nestjs/core';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';
import helmet from 'helmet';
import { Logger, LoggerModule } from 'nestjs-pino';
import { type z } from 'zod';
import { BackgroundWork } from './background-work';
import { parseEnvironment } from './config/parse-environment';
import { takeCloudFrontHeader } from './cloudfront';
import { HealthController } from './health/health.controller';
import { Readiness } from './health/readiness';
import { prepareServer } from './http-server';
import { useFaultWords } from './input/fault-words';
import { useJsonBody } from './json-body';
import { forwardedAddress } from './lambda/client-address';
import { loggingOptions } from './logging';
import { useOpenApi } from './openapi/openapi';
import { mountedRoutes } from './routes/mounted-routes';
import { type ProblemMap } from './problem-details/problem';
import { ProblemDetailsFilter } from './problem-details/problem-details.filter';
import { ValidationPipe } from './problem-details/validation.pipe';

/** What a service is made of; `main.ts` and `lambda.ts` start the same one. */
export interface ServiceDefinition {
  /** What it is: `service.json`. */
  readonly card: Pick<ServiceCard, 'name' | 'title' | 'description' | 'basePath' | 'port'>;
  /** Schema of the environment variables; read them with `ConfigService`. */
  readonly environment: z.ZodType<Record<string, unknown>>;
  /** Its root module, or what builds it from the parsed environment where a setting decides which routes there are. */
  readonly module: Type | { forEnvironment(environment: never): DynamicModule };
  /** How its domain errors are told. */
  readonly problems: ProblemMap<string>;
  /** Mounts what has to come before the body parsers. */
  readonly mount?: (app: NestExpressApplication) => void | Promise<void>;
  /** What `mount` answers, which no guard sees: it protects itself. */
  readonly mountedRoutes?: readonly Pick<RouteDemand, 'method' | 'path'>[];
  /** Largest request body, in bytes; default 64 KiB. */
  readonly bodyLimit?: number;
}

@Module({ providers: [Readiness], exports: [Readiness], controllers: [HealthController] })
class HealthModule {}

@Module({ providers: [BackgroundWork], exports: [BackgroundWork] })
class BackgroundWorkModule {}

@Module({})
class ServiceModule {}

/** Paths are case-sensitive, as they are for API Gateway, whose policies would not see `/messages/MINE` as `/messages/mine`. */
function adapter(): ExpressAdapter {
  const server = express();
  server.enable('case sensitive routing');
  return new ExpressAdapter(server);
}

/**
 * Builds the application, ready to listen. `environment` replaces the process's.
 * Rejects with `ConfigurationError` where a setting does not fit.
 */
export async function createService(
  definition: ServiceDefinition,
  environment?: Record<string, string | undefined>,
): Promise<NestExpressApplication> {
  useFaultWords();
  let parsed = {};
  const config = await ConfigModule.forRoot({
    isGlobal: true,
    skipProcessEnv: true,
    ignoreEnvFile: environment !== undefined,
    validate: (processEnvironment) => {
      const given = environment ?? processEnvironment;
      parsed = parseEnvironment(definition.environment, { ...given, PORT: given['PORT'] || `${definition.card.port}` });
      return parsed;
    },
  });
  const app = await NestFactory.create<NestExpressApplication>(
    {
      module: ServiceModule,
      imports: [
        config,
        LoggerModule.forRootAsync({
          inject: [ConfigService],
          useFactory: (settings: ConfigService<{ LOG_LEVEL: string; LOG_TO: 'stdout' | 'stderr' }, true>) =>
            loggingOptions(
              definition.card.name,
              settings.get('LOG_LEVEL', { infer: true }),
              settings.get('LOG_TO', { infer: true }),
            ),
        }),
        { module: BackgroundWorkModule, global: true },
        { module: HealthModule, global: true },
        'forEnvironment' in definition.module ? definition.module.forEnvironment(parsed as never) : definition.module,
      ],
      providers: [{ provide: APP_PIPE, useClass: ValidationPipe }],
    },
    adapter(),
    { bodyParser: false, bufferLogs: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  prepareServer(app.getHttpServer());
  app.disable('x-powered-by');
  const settings =
    app.get<ConfigService<{ TRUSTED_PROXIES?: number; CLOUDFRONT_SECRET?: string }, true>>(ConfigService);
  const trustedProxies = settings.get('TRUSTED_PROXIES', { infer: true }) ?? 0;
  const cloudFrontSecret = settings.get('CLOUDFRONT_SECRET', { infer: true });
  app.set('trust proxy', trustedProxies);
  app.use((request: IncomingMessage, _response: unknown, next: () => void) => {
    // No load balancer or gateway of AWS sets it, so it is the caller's word; Express would believe it behind a proxy.
    delete request.headers['x-forwarded-host'];
    if (takeCloudFrontHeader(request, cloudFrontSecret)) {
      const address = forwardedAddress(request.headers['x-forwarded-for'] as string | undefined, trustedProxies + 1);
      if (address !== undefined) Object.defineProperty(request, 'ip', { value: address });
    }
    next();
  });
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
    }),
  );
  // A shared cache keeps only what a route says it may: never an answer to OPTIONS, which some would serve to a POST.
  app.use((_request: unknown, response: ServerResponse, next: () => void) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.useGlobalFilters(
    new ProblemDetailsFilter(app.get(HttpAdapterHost), definition.problems, mountedRoutes(definition)),
  );
  await definition.mount?.(app);
  useJsonBody(app, definition.bodyLimit);
  useOpenApi(app, definition.card);
  return app;
}
