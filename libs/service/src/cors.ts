import { type NestExpressApplication } from '@nestjs/platform-express';
import { ConfigService } from '@nestjs/config';

// Seconds for which a browser remembers a preflight. It does so by origin, method and URL; no cache in front ever may.
const preflightAge = 600;

const everyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

// RFC 9728 metadata are for everyone, and so is the answer that there are none.
const isMetadata = /^\/\.well-known\/oauth-protected-resource(\/|$)/;
const metadataCors = { origin: '*', methods: ['GET', 'HEAD'], maxAge: preflightAge };

/** Lets the pages of `WEB_ORIGINS` call the service, and answers every OPTIONS before a route is looked for. */
export function allowWebOrigins(app: NestExpressApplication, methods = everyMethod): void {
  const config = app.get<ConfigService<{ WEB_ORIGINS: string[] }, true>>(ConfigService);
  const options = {
    origin: config.get('WEB_ORIGINS', { infer: true }),
    methods,
    exposedHeaders: ['WWW-Authenticate', 'DPoP-Nonce', 'Location', 'ETag', 'Retry-After', 'X-Request-Id'],
    maxAge: preflightAge,
  };
  app.enableCors(({ path }: { path: string }, decide: (error: null, options: object) => void) =>
    decide(null, isMetadata.test(path) ? metadataCors : options),
  );
}
