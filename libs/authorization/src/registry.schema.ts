import type { ScopeCard } from '@gatehouse/service-card';
import { z } from 'zod';
import type { Api, Role } from './registry';

function text(most: number) {
  return z
    .string({ error: 'must be a text' })
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`);
}

const apiName = z
  .string({ error: 'must be a text' })
  .regex(/^[a-z][a-z0-9-]{1,30}$/, 'must be 2 to 31 of a-z, 0-9 and -, a letter first');

/** The name of a role. */
export const roleName = z
  .string({ error: 'must be a text' })
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9 and -, a letter first');

/** RFC 8707 §2: an absolute URI without a fragment. */
export const resourceIdentifier = z
  .string({ error: 'must be a text' })
  .max(1024, 'must have at most 1024 characters')
  .refine((value) => /^[a-z][a-z0-9+.-]*:[!$-;=?-[\]_a-z~]+$/i.test(value) && URL.canParse(value), {
    error: 'must be an absolute URI without a fragment, such as https://api.example.com/orders',
  });

/** A scope of an API. */
export const scopeSchema = z.object({
  name: text(100).regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a scope of RFC 6749 §3.3'),
  title: text(100),
  detail: text(200),
  roles: z
    .array(roleName, 'must name the roles that can have the scope')
    .min(1, 'must name the roles that can have the scope'),
  clients: z.boolean('must say whether a client can have the scope on its own behalf'),
}) satisfies z.ZodType<ScopeCard>;

/** An API without its origin. */
export const apiSchema = z.object({
  name: apiName,
  title: text(100),
  resource: resourceIdentifier,
  scopes: z.array(scopeSchema).max(100, 'must hold at most 100 scopes'),
});

/** A role. */
export const roleSchema = z.object({ name: roleName, description: text(200) }) satisfies z.ZodType<Role>;

/** A registry as it is stored. */
export const registrySchema = z.object({
  version: z.int().min(1),
  apis: z.array(apiSchema.extend({ fromCard: z.boolean() })) satisfies z.ZodType<readonly Api[]>,
  roles: z.array(roleSchema),
});
