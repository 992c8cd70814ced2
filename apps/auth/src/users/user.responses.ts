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

/** A user as administrators see them. */
export const userResponse = profileResponse.extend({
  disabledAt: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'Since when the account is disabled; null if it is not.' }),
  version: z.int().meta({ description: 'Grows with every change. In quotes it is the ETag.' }),
});
export type UserResponse = z.infer<typeof userResponse>;

export const usersResponse = z.object({
  items: z.array(userResponse),
  next: z.string().nullable().describe('`cursor` of the next page; null on the last one.'),
});
export type UsersResponse = z.infer<typeof usersResponse>;

export function toProfile({ id, username, name, email, roles, createdAt }: User): ProfileResponse {
  return { id, username, name, ...(email !== undefined && { email }), roles: [...roles], createdAt };
}

export function toUser(user: User): UserResponse {
  return { ...toProfile(user), disabledAt: user.disabledAt ?? null, version: user.version };
}

export function toUsers({ users, next }: Users): UsersResponse {
  return { items: users.map(toUser), next: next === undefined ? null : Buffer.from(next).toString('base64url') };
}
