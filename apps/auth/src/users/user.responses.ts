import { z } from 'zod';
import { type User } from './user';
import { type Users } from './roles.service';

export const profileResponse = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  email: z.string().optional(),
  roles: z.array(z.string()),
  createdAt: z.iso.datetime(),
});
export type ProfileResponse = z.infer<typeof profileResponse>;

export const usersResponse = z.object({
  items: z.array(profileResponse),
  next: z.string().nullable().describe('`cursor` of the next page; null on the last one.'),
});
export type UsersResponse = z.infer<typeof usersResponse>;

export function toProfile({ id, username, name, email, roles, createdAt }: User): ProfileResponse {
  return { id, username, name, ...(email !== undefined && { email }), roles: [...roles], createdAt };
}

export function toUsers({ users, next }: Users): UsersResponse {
  return { items: users.map(toProfile), next: next === undefined ? null : Buffer.from(next).toString('base64url') };
}
