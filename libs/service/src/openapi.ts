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
  });
}
