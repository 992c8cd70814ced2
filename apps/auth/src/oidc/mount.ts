import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { ConfigService } from '@nestjs/config';
import { type NextFunction, type Request, type Response, urlencoded } from 'express';
import { type AuthEnvironment } from '../config';
import { webOrigins } from './config';
import { OidcServer } from './oidc-server';

const formLimit = 16 * 1024;
const base = '/auth';
// Caches in front may keep these; everything else is for one caller, once.
const cacheable = /^\/\.well-known\//;

function isProviders(path: string): boolean {
  return (
    path.startsWith('/oauth2/') || path === '/.well-known/openid-configuration' || path === '/.well-known/jwks.json'
  );
}

/** Mounts oidc-provider under its paths, before the body parsers: it reads bodies itself. */
export function mountOidc(app: NestExpressApplication): void {
  const server = app.get(OidcServer);
  const config = app.get<ConfigService<AuthEnvironment, true>>(ConfigService);
  const issuerPath = new URL(config.get('AUTH_ISSUER', { infer: true })).pathname.replace(/\/$/, '');

  app.enableCors({
    origin: [...webOrigins(server.parts.issuer, config.get('WEB_ORIGINS', { infer: true }))],
    // oidc-provider's own CORS stands back where it finds these headers, whatever the origin.
    exposedHeaders: ['WWW-Authenticate', 'DPoP-Nonce', 'Location', 'Retry-After'],
    maxAge: 3600,
  });

  const provide = (request: IncomingMessage, response: ServerResponse, next: NextFunction) => {
    server.current().then((provider) => void provider.callback()(request, response), next);
  };

  app.use(base, (request: Request, response: Response, next: NextFunction) => {
    if (!isProviders(request.path)) return next();
    response.setHeader('Cache-Control', cacheable.test(request.path) ? 'public, max-age=300' : 'no-store');
    provide(request, response, next);
  });

  // RFC 8414 §3.1 puts the well-known part before the issuer's path; some clients look for OpenID's there, too.
  for (const document of ['oauth-authorization-server', 'openid-configuration']) {
    app.use(`/.well-known/${document}${issuerPath}`, (request: Request, response: Response, next: NextFunction) => {
      if (request.path !== '/' || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
      response.setHeader('Cache-Control', 'public, max-age=300');
      request.url = '/.well-known/openid-configuration';
      provide(request, response, next);
    });
  }

  app.use(`${base}/sign-in`, urlencoded({ extended: false, limit: formLimit, parameterLimit: 20 }));
}
