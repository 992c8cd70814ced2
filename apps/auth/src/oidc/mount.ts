import { type IncomingMessage, type ServerResponse } from 'node:http';
import { requestId } from '@gatehouse/service';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { ConfigService } from '@nestjs/config';
import { type NextFunction, type Request, type Response, urlencoded } from 'express';
import { type OidcEnvironment } from './config';
import { webOrigins } from './config';
import { clientAddress } from '../request-context/current-request';
import { turnOwner } from '../throttling/subjects';
import { allowOrigin, answerPreflight, exposeHeaders, isPreflight } from './cors/answers';
import { OidcServer } from './oidc-server';
import { BodyTooLargeError, NoTurnError, TokenTurns } from './rotation/token-turns';

const formLimit = 16 * 1024;
const base = '/auth';
// Caches in front may keep these; everything else is for one caller, once.
const cacheable = /^\/\.well-known\//;

// As exact as every other path: oidc-provider's router also takes other cases and a slash at the end, past the turns below.
const endpoint =
  /^\/(oauth2\/((authorize|logout)(\/[\w-]+)?|token|userinfo|revoke|introspect|par)|\.well-known\/(openid-configuration|jwks\.json))$/;
// Scripts call these. People are led to the others, which answer no script (RFC 9700 §2.6).
const calledByScripts = /^\/oauth2\/(token|userinfo|revoke|introspect|par)$/;

const openCors = { origin: '*', methods: ['GET', 'HEAD'], exposedHeaders: ['Retry-After'], maxAge: 3600 };
/** Metadata and keys are for everyone, the protocol for the origins of its clients, and the rest for those of the web app. */
function corsOf(path: string, webCors: object): object {
  if (/^(\/auth)?\/\.well-known\//.test(path)) return openCors;
  return path.startsWith(`${base}/oauth2/`) ? { origin: false } : webCors;
}

// oidc-provider answers 404 to another method.
const isPostOnly = /^\/oauth2\/(token|revoke|introspect|par)$/;

function refuse(error: unknown, response: Response, next: NextFunction): void {
  if (response.headersSent || response.destroyed) return;
  // The client was not asked for yet, and both answers are the same for everyone.
  if (error instanceof NoTurnError) {
    allowOrigin(response, '*');
    response.status(503).set('Retry-After', '1').json({ error: 'temporarily_unavailable' });
  } else if (error instanceof BodyTooLargeError) {
    allowOrigin(response, '*');
    response.status(413).set('Connection', 'close').json({ error: 'invalid_request' });
  } else next(error);
}

/** Mounts oidc-provider under its paths, before the body parsers: it reads bodies itself. */
export async function mountOidc(app: NestExpressApplication): Promise<void> {
  const server = app.get(OidcServer);
  // Makes the first key at the first start, and keys that cannot be used keep the service from starting.
  await server.current();
  const config = app.get<ConfigService<OidcEnvironment, true>>(ConfigService);
  const issuerPath = new URL(config.get('AUTH_ISSUER', { infer: true })).pathname.replace(/\/$/, '');

  const webCors = {
    origin: [...webOrigins(server.parts.issuer, config.get('WEB_ORIGINS', { infer: true }))],
    exposedHeaders: ['WWW-Authenticate', 'DPoP-Nonce', 'Location', 'ETag', 'Retry-After'],
    maxAge: 3600,
  };
  app.enableCors(({ path }: Request, decide: (error: null, options: object) => void) =>
    decide(null, corsOf(path, webCors)),
  );

  const turns = new TokenTurns();
  const provide = async (request: IncomingMessage, response: ServerResponse) => {
    Object.assign(request, { id: requestId(request, response) });
    const provider = await server.current();
    await provider.callback()(request, response);
  };

  app.use(base, (request: Request, response: Response, next: NextFunction) => {
    if (!endpoint.test(request.path)) return next();
    const isDocument = cacheable.test(request.path);
    if (calledByScripts.test(request.path) && isPreflight(request)) return answerPreflight(request, response);
    if (!isDocument) {
      // Here, because oidc-provider's own CORS, which lets every origin read an error, stands back where it finds this header.
      exposeHeaders(response);
      response.vary('Origin');
    }
    // An empty script-src is none; oidc-provider adds the hash of its one script where a form posts itself.
    response.setHeader(
      'Content-Security-Policy',
      "default-src 'none'; script-src; base-uri 'none'; frame-ancestors 'none'",
    );
    response.setHeader('Cache-Control', isDocument ? 'public, max-age=300' : 'no-store');
    if (isPostOnly.test(request.path) && request.method !== 'POST' && request.method !== 'OPTIONS') {
      response.status(405).set('Allow', 'POST').json({ error: 'invalid_request', error_description: 'send a POST' });
      return;
    }
    const isToken = request.path === '/oauth2/token' && request.method === 'POST';
    const work = () => provide(request, response);
    (isToken ? turns.take(request, turnOwner(clientAddress(request)), work) : work()).catch((error: unknown) =>
      refuse(error, response, next),
    );
  });

  // RFC 8414 §3.1 puts the well-known part before the issuer's path; some clients look for OpenID's there, too.
  for (const document of ['oauth-authorization-server', 'openid-configuration']) {
    app.use(`/.well-known/${document}${issuerPath}`, (request: Request, response: Response, next: NextFunction) => {
      if (request.path !== '/' || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
      response.setHeader('Cache-Control', 'public, max-age=300');
      request.url = '/.well-known/openid-configuration';
      provide(request, response).catch(next);
    });
  }

  app.use(`${base}/sign-in`, urlencoded({ extended: false, limit: formLimit, parameterLimit: 20 }));
}
