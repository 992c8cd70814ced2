import { openApiPath } from '@gatehouse/access-token';
import { type RouteDeclaration, routeDeclarations } from '@gatehouse/auth';
import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/**
 * Builds the OpenAPI document of an initialised service from its decorators. What a route demands is read from the guards'
 * declarations: `security` tells whether a token is needed and for which scopes, `x-roles` which roles.
 */
export function openApiDocument(app: INestApplication, title: string, description: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  for (const route of routeDeclarations(app)) {
    const path = document.paths[openApiPath(route.path)];
    const operation = path?.[route.method.toLowerCase() as 'get'];
    if (operation) declare(operation, route);
  }
  return document;
}

/** OpenAPI 3.1: the names beside a scheme that is not OAuth's are what it has to grant; alternatives are entries of the list. */
function declare(operation: Operation, { public: isPublic, optional, scopes, roles }: RouteDeclaration): void {
  const alternatives = scopes.anyOf.length === 0 ? [[]] : scopes.anyOf.map((scope) => [scope]);
  const required = alternatives.map((scope) => ({ bearer: [...scopes.allOf, ...scope] }));
  // An empty requirement makes the others optional.
  operation.security = !isPublic ? required : optional === true ? [{}, ...required] : [];
  if (roles.length > 0) Object.assign(operation, { 'x-roles': roles });
}
