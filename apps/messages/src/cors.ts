import { type NestExpressApplication } from '@nestjs/platform-express';
import { ConfigService } from '@nestjs/config';
import { type MessagesConfig } from './config';

// Seconds for which a browser remembers a preflight. It does so by origin, method and URL; no cache in front ever may.
const preflightAge = 600;

/** Lets the pages of `WEB_ORIGINS` call the service, and answers every OPTIONS before a route is looked for. */
export function allowWebOrigins(app: NestExpressApplication): void {
  const config = app.get<ConfigService<MessagesConfig, true>>(ConfigService);
  app.enableCors({
    origin: config.get('WEB_ORIGINS', { infer: true }),
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: ['WWW-Authenticate', 'Location', 'ETag', 'Retry-After', 'X-Request-Id'],
    maxAge: preflightAge,
  });
}
