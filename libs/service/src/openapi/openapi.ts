import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response, Router, static as files } from 'express';
import type * as Document from './openapi-document';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The routes that describe the service, which no guard sees. */
export function documentationPaths(basePath: string): { readonly method: string; readonly path: string }[] {
  return ['openapi.json', 'docs', 'docs/*file'].map((path) => ({ method: 'GET', path: `${basePath}/${path}` }));
}

/** Where the page's assets are: beside a bundle, else in their package. */
function pageAssets(): string {
  const bundled = join(__dirname, 'swagger-ui');
  if (existsSync(bundled)) return bundled;
  return dirname(createRequire(__filename).resolve('swagger-ui-dist/package.json'));
}

function page(title: string, docs: string): string {
  const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped}</title><link rel="stylesheet" href="${docs}/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="${docs}/swagger-ui-bundle.js"></script><script src="${docs}/start.js"></script></body>
</html>
`;
}

/** Serves `BASE/openapi.json` and the page `BASE/docs`. What that takes is loaded by the first request for it, not at start. */
export function useOpenApi(app: NestExpressApplication, basePath: string, title: string, description: string): void {
  const docs = `${basePath}/docs`;
  let document: string | undefined;
  const build = (): string => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { openApiDocument } = require('./openapi-document') as typeof Document;
    return JSON.stringify(openApiDocument(app, title, description));
  };
  const router = Router();
  router.get(`${basePath}/openapi.json`, (_request: Request, response: Response) => {
    document ??= build();
    response.type('json').send(document);
  });
  router.use(docs, (_request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    next();
  });
  router.get(docs, (_request: Request, response: Response) => {
    response.type('html').send(page(title, docs));
  });
  router.get(`${docs}/start.js`, (_request: Request, response: Response) => {
    response.type('js').send(`SwaggerUIBundle({ url: '${basePath}/openapi.json', dom_id: '#swagger-ui' });\n`);
  });
  // Files have the times of whatever build or archive they come from. Found by the first request for a file: a Lambda function that is never asked for its page does not look for it.
  let assets: ReturnType<typeof files> | undefined;
  router.get(`${docs}/*file`, (request: Request, response: Response, next: NextFunction) => {
    assets ??= files(pageAssets(), { index: false, cacheControl: false, etag: false, lastModified: false });
    request.url = request.url.slice(docs.length);
    assets(request, response, next);
  });
  app.use(router);
}
