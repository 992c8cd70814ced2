import { apiSchema, roleName, roleSchema, scopeSchema } from '@gatehouse/authorization';
import { z } from 'zod';

/** The definition of an API; its name is in the path. */
export const putApiRequest = z.strictObject({
  title: apiSchema.shape.title,
  resource: apiSchema.shape.resource.meta({
    description: 'Resource identifier (RFC 8707) and audience of its tokens.',
  }),
  scopes: z.array(scopeSchema.strict()).max(100, 'must hold at most 100 scopes'),
});
export type PutApiRequest = z.infer<typeof putApiRequest>;

export const putApiQuery = z.strictObject({
  allowWidening: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((value) => value === 'true'),
});
export type PutApiQuery = z.infer<typeof putApiQuery>;

export const putRoleRequest = z.strictObject({ description: roleSchema.shape.description });
export type PutRoleRequest = z.infer<typeof putRoleRequest>;

export const apiNameParameter = apiSchema.shape.name;
export const roleNameParameter = roleName;
