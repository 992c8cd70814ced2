import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type RouteDemand } from '@gatehouse/access-token';
import { type ServiceCard } from '@gatehouse/service-card';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response, Router } from 'express';
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
export function documentationPaths(basePath: string): Pick<RouteDemand, 'method' | 'path'>[] {
  return ['openapi.json', 'docs', 'docs/*file'].map((path) => ({ method: 'GET', path: `${basePath}/${path}` }));
}

const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-16x16.png', 'favicon-32x32.png'];

/** Where the page's assets are: beside a bundle, else in their package. */
function assetsFolder(): string {
  const bundled = join(__dirname, 'swagger-ui');
  if (existsSync(bundled)) return bundled;
  return dirname(createRequire(__filename).resolve('swagger-ui-dist/package.json'));
}

async function readAsset(name: string, compressed: boolean): Promise<Buffer> {
  const content = await readFile(join(assetsFolder(), name));
  return compressed ? promisify(gzip)(content, { level: 9 }) : content;
}

/**
 * Reads and compresses an asset when it is first asked for, however many ask at once: a Lambda function that is never asked for its
 * page does neither.
 */
function assetReader(): typeof readAsset {
  const known = new Map<string, Promise<Buffer>>();
  return (name, compressed) => {
    const key = compressed ? `${name}.gz` : name;
    const content = known.get(key) ?? readAsset(name, compressed);
    known.set(key, content);
    content.catch(() => known.delete(key));
    return content;
  };
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
export function useOpenApi(
  app: NestExpressApplication,
  { basePath, title, description }: Pick<ServiceCard, 'basePath' | 'title' | 'description'>,
): void {
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
  const read = assetReader();
  router.get(`${docs}/:name`, async (request: Request<{ name: string }>, response: Response, next: NextFunction) => {
    const { name } = request.params;
    if (!assets.includes(name)) return next();
    // The script is larger than what a load balancer takes of a function (1 MB), unless it is compressed.
    const compressed = extname(name) !== '.png' && request.acceptsEncodings('gzip', 'identity') === 'gzip';
    const content = await read(name, compressed);
    if (compressed) response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Cache-Control', 'public, max-age=300');
    response.vary('Accept-Encoding').type(extname(name)).send(content);
  });
  app.use(router);
}
