import { Module, type Type } from '@nestjs/common';
import { APP_PIPE, HttpAdapterHost, NestFactory } from '@nestjs/core';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { type NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { Logger, LoggerModule } from 'nestjs-pino';
import { type z } from 'zod';
import { parseEnvironment } from './config/parse-environment';
import { HealthController } from './health/health.controller';
import { Readiness } from './health/readiness';
import { useJsonBody } from './json-body';
import { loggingOptions } from './logging';
import { useOpenApi } from './openapi';
import { type ProblemMap } from './problem-details/problem';
import { ProblemDetailsFilter } from './problem-details/problem-details.filter';
import { ValidationPipe } from './problem-details/validation.pipe';

/** What a service is made of; `main.ts` and `lambda.ts` start the same one. */
export interface ServiceDefinition {
  /** Its name in logs. */
  readonly name: string;
  /** Path under which all its routes lie, such as `/messages`. */
  readonly basePath: string;
  readonly title: string;
  readonly description: string;
  /** Schema of the environment variables; read them with `ConfigService`. */
  readonly environment: z.ZodType<Record<string, unknown>>;
  readonly module: Type;
  /** How its domain errors are told. */
  readonly problems: ProblemMap<string>;
  /** Mounts what has to come before the body parsers. */
  readonly mount?: (app: NestExpressApplication) => void | Promise<void>;
}

@Module({ providers: [Readiness], exports: [Readiness], controllers: [HealthController] })
class HealthModule {}

@Module({})
class ServiceModule {}

/**
 * Builds the application, ready to listen. `environment` replaces the process's.
 * Rejects with `ConfigurationError` where a setting does not fit.
 */
export async function createService(
  definition: ServiceDefinition,
  environment?: Record<string, string | undefined>,
): Promise<NestExpressApplication> {
  const config = await ConfigModule.forRoot({
    isGlobal: true,
    skipProcessEnv: true,
    ignoreEnvFile: environment !== undefined,
    validate: (processEnvironment) => parseEnvironment(definition.environment, environment ?? processEnvironment),
  });
  const app = await NestFactory.create<NestExpressApplication>(
    {
      module: ServiceModule,
      imports: [
        config,
        LoggerModule.forRootAsync({
          inject: [ConfigService],
          useFactory: (settings: ConfigService<{ LOG_LEVEL: string }, true>) =>
            loggingOptions(definition.name, settings.get('LOG_LEVEL', { infer: true })),
        }),
        { module: HealthModule, global: true },
        definition.module,
      ],
      providers: [{ provide: APP_PIPE, useClass: ValidationPipe }],
    },
    { bodyParser: false, bufferLogs: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
    }),
  );
  app.useGlobalFilters(new ProblemDetailsFilter(app.get(HttpAdapterHost), definition.problems));
  await definition.mount?.(app);
  useJsonBody(app);
  useOpenApi(app, definition.basePath, definition.title, definition.description);
  return app;
}
