import { type Account, type AccountClaims } from 'oidc-provider';
import { type User } from '../users/user';

/** Whose users these are. */
export interface UserDirectory {
  findById(id: string): Promise<User | undefined>;
}

/** A user as oidc-provider knows one. */
export interface UserAccount extends Account {
  readonly user: User;
}

/** When the sign-in happened from which a token comes. */
export function authTimeIn(token: object | undefined): number | undefined {
  const { authTime, extra } = (token ?? {}) as { authTime?: number; extra?: { auth_time?: number } };
  return authTime ?? extra?.auth_time;
}

export function claimsOf(user: User): AccountClaims {
  return {
    sub: user.id,
    name: user.name,
    preferred_username: user.username,
    ...(user.email !== undefined && { email: user.email, email_verified: false }),
  };
}

export function accountOf(user: User): UserAccount {
  return { accountId: user.id, user, claims: () => claimsOf(user) };
}
