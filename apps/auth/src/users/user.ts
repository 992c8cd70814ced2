import { administratorRole } from '@gatehouse/authorization';

/** A person with an account, as the rest of the system may see it. */
export interface User {
  readonly id: string;
  /** As it was typed, in NFKC; what is unique is its canonical form. */
  readonly username: string;
  readonly name: string;
  /** Not proven to be theirs. */
  readonly email?: string | undefined;
  /** Names of roles of the registry. */
  readonly roles: readonly string[];
  readonly createdAt: string;
  readonly passwordChangedAt: string;
  readonly rolesChangedAt: string;
  /** Since when the account is disabled; absent where it is not. */
  readonly disabledAt?: string | undefined;
  /** When everything that was signed in was ended, other than by a change of the password. */
  readonly signedOutAt?: string | undefined;
  /** Grows by one with every change. */
  readonly version: number;
}

/** A user as it is stored. */
export interface UserRecord extends User {
  /** PHC string of argon2id. */
  readonly passwordHash: string;
}

/** A user who has just shown the password. */
export interface ProvenUser {
  readonly user: User;
  /** Seconds; as of before the user was read, so that whatever changed since ends this sign-in, too. */
  readonly authTime: number;
}

export function isAdministrator(user: User): boolean {
  return user.roles.includes(administratorRole);
}

/** A user without what only the store and the sign-in may see. */
export function publicUser({ passwordHash: _, ...user }: UserRecord): User {
  return user;
}
