import { apiSchema, type Api, isBuiltInRole, type Role, roleSchema } from '@gatehouse/authorization';
import { z } from 'zod';

export const apiResponse = apiSchema.extend({
  fromCard: z.boolean().meta({ description: 'True where a service card declares the API' }),
});
export type ApiResponse = z.infer<typeof apiResponse>;

export const apisResponse = z.object({ items: z.array(apiResponse) });
export type ApisResponse = z.infer<typeof apisResponse>;

export const roleResponse = roleSchema.extend({
  builtIn: z.boolean().meta({ description: 'True where the role cannot be deleted' }),
});
export type RoleResponse = z.infer<typeof roleResponse>;

export const rolesResponse = z.object({ items: z.array(roleResponse) });
export type RolesResponse = z.infer<typeof rolesResponse>;

export function toApi({ name, title, resource, scopes, fromCard }: Api): ApiResponse {
  return { name, title, resource, scopes: scopes.map((scope) => ({ ...scope, roles: [...scope.roles] })), fromCard };
}

export function toRole({ name, description }: Role): RoleResponse {
  return { name, description, builtIn: isBuiltInRole(name) };
}
