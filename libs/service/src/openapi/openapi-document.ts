import { openApiPath } from '@gatehouse/access-token';
import { type RouteDeclaration, routeDeclarations } from '@gatehouse/auth';
import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const text = { type: 'string' };
/** RFC 9457, as `Problem` in TypeScript. */
const problemSchema = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: text,
    errors: {
      type: 'array',
      items: { type: 'object', properties: { pointer: text, detail: text }, required: ['pointer', 'detail'] },
    },
  },
  required: ['type', 'title', 'status'],
} satisfies Schemas[string];
const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/**
 * Builds the OpenAPI document of an initialised service from its decorators. What a route demands is read from the guards'
 * declarations: `security` tells whether a token is needed and for which scopes, `x-roles` which roles. Every error has the body
 * of a problem.
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
  tellProblems(document);
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

/** Gives every error its body; what a route does not list is in its `default`. */
function tellProblems(document: OpenAPIObject): void {
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema },
  };
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path) as Partial<Operation>[]);
  for (const { responses } of operations) {
    if (!responses) continue;
    responses.default ??= { description: 'Any other error.' };
    for (const [status, response] of Object.entries(responses)) {
      const isError = status === 'default' || Number(status) >= 400;
      if (isError && response && !('$ref' in response)) response.content ??= problemContent;
    }
  }
}
