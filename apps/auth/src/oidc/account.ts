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

function seconds(date: string): number {
  return Math.floor(Date.parse(date) / 1000);
}

function passwordChange(user: User): number | undefined {
  return user.passwordChangedAt === user.createdAt ? undefined : seconds(user.passwordChangedAt);
}

/** `auth_time` of a sign-in that happens now: always later than the second in which the password was last changed. */
export function authTimeOf(user: User): number {
  return Math.max(Math.floor(Date.now() / 1000), (passwordChange(user) ?? 0) + 1);
}

/** Changing the password ends what was signed in before, with the change itself: there is nothing to sweep and nothing to forget. */
export function outlivesPasswordChange(user: User, authTime: number): boolean {
  const change = passwordChange(user);
  return change === undefined || authTime > change;
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
