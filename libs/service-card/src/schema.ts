import { z } from 'zod';
import { scopesOfNoApi, type ServiceCard, tableActions } from './service-card';

// RFC 6749 §3.3, without the slash, which Amazon Cognito takes for the end of the resource server's name.
const scopeToken = /^[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]{1,100}$/;

const variableName = /^[A-Z][A-Z0-9_]*$/;

function described<T extends z.ZodType>(schema: T, description: string): T {
  return schema.describe(description);
}

function text(most: number) {
  return z
    .string({ error: 'must be a text' })
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`);
}

/** The schema of a card. Made on demand: a running service does not need it. */
export function serviceCardSchema() {
  const name = z
    .string({ error: 'must be a text' })
    .regex(/^[a-z][a-z0-9-]{1,30}$/, 'must be 2 to 31 of a-z, 0-9 and -, a letter first');
  const path = z
    .string({ error: 'must be a path' })
    .regex(/^(\/(?!\.\.?(\/|$))[\w.~-]+)+$/, 'must be a path such as /messages');
  const key = z.strictObject({ name: text(255), type: z.enum(['S', 'N', 'B'], 'must be S, N or B') });
  const keyNames = { partitionKey: key, sortKey: key.optional() };
  const tableName = z
    .string({ error: 'must be a text' })
    .regex(/^[A-Za-z0-9_.-]{3,100}$/, 'must be 3 to 100 letters, digits, _ . or -');
  const role = z
    .string({ error: 'must be a text' })
    .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9 and -, a letter first');
  const settings = z.record(
    z.string().regex(variableName, 'must be the name of a variable'),
    z.string('must be a text'),
  );

  return z.strictObject({
    $schema: z.string().optional(),
    name: described(name, 'The name of the folder in apps.'),
    title: text(100),
    description: text(500),
    basePath: described(
      z
        .string({ error: 'must be a path' })
        .regex(/^\/[a-z][a-z0-9-]*$/, 'must be a path of one segment such as /messages'),
      'All routes of the service lie under it.',
    ),
    port: z
      .int('must be a port, 1024 to 65535')
      .min(1024, 'must be at least 1024')
      .max(65_535, 'must be at most 65535'),
    bundleBudget: z.int('must be a whole number of bytes').min(100_000, 'must be at least 100000 bytes'),
    authorizationServer: z.boolean('must be true or false').optional(),
    wellKnown: z.array(path.startsWith('/.well-known/', 'must begin with /.well-known/')),
    anyToken: z.array(z.string().regex(/^[A-Z]+ \/\S*$/, 'must be a route such as POST /auth/logout')),
    tables: z.array(
      z.strictObject({
        name: tableName,
        ...keyNames,
        indexes: z.array(z.strictObject({ name: tableName, ...keyNames, keysOnly: z.boolean().optional() })).optional(),
        timeToLive: text(255).optional(),
        actions: z
          .array(z.enum(tableActions, `must be one of ${tableActions.join(', ')}`))
          .min(1, 'must name an action'),
      }),
    ),
    scopes: z.array(
      z.strictObject({
        name: z
          .string({ error: 'must be a text' })
          .regex(scopeToken, 'must be a scope of RFC 6749 §3.3 without /, of at most 100 characters')
          .refine((scope) => !scopesOfNoApi.has(scope), 'is a scope of OpenID Connect or Cognito'),
        title: text(100),
        detail: text(200),
        roles: described(
          z
            .array(role, 'must name the roles that may have the scope')
            .min(1, 'must name the roles that may have the scope'),
          'Who may have the scope.',
        ),
        clients: described(
          z.boolean('must say whether a client may have the scope for itself'),
          'Whether a client may have the scope for itself, by client_credentials.',
        ),
      }),
    ),
    secrets: z.array(
      z.strictObject({
        variable: z.string().regex(variableName, 'must be the name of a variable'),
        description: text(200),
      }),
    ),
    example: z.record(z.string(), z.unknown()).optional(),
    environment: z.strictObject({ function: settings.optional(), container: settings.optional() }).optional(),
  }) satisfies z.ZodType<ServiceCard>;
}
