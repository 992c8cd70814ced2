import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** Builds the OpenAPI document of a service from its decorators. */
export function openApiDocument(app: NestExpressApplication, title: string, description: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  return SwaggerModule.createDocument(app, config);
}

/** Where the page's assets are: beside a bundle, else in their package. */
function pageAssets(): string {
  const bundled = join(__dirname, 'swagger-ui');
  if (existsSync(bundled)) return bundled;
  return dirname(createRequire(__filename).resolve('swagger-ui-dist/package.json'));
}

/** Serves `BASE/openapi.json` and the page `BASE/docs`; the document is built at the first request for it. */
export function useOpenApi(app: NestExpressApplication, basePath: string, title: string, description: string): void {
  app.use(
    `${basePath}/docs`,
    (_request: unknown, response: { setHeader(name: string, value: string): void }, next: () => void) => {
      response.setHeader(
        'Content-Security-Policy',
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
      );
      next();
    },
  );
  SwaggerModule.setup(`${basePath}/docs`, app, () => openApiDocument(app, title, description), {
    jsonDocumentUrl: `${basePath}/openapi.json`,
    raw: ['json'],
    customSiteTitle: title,
    customSwaggerUiPath: pageAssets(),
  });
}
