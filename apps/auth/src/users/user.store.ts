import { type UserRecord } from './user';

/** A new user, and what a retry of the same sign-up is recognised by. */
export interface NewUser {
  readonly user: UserRecord;
  readonly canonicalUsername: string;
  /** Digest of the `Idempotency-Key` of the sign-up. */
  readonly signUpKey?: string | undefined;
}

/** Fields that change together, with the role or the password's time stamps; null removes one. */
export type UserChanges = Partial<
  Pick<UserRecord, 'name' | 'passwordHash' | 'passwordChangedAt' | 'roles' | 'rolesChangedAt' | 'signedOutAt'>
> & { readonly email?: string | null; readonly disabledAt?: string | null };

export interface UserPage {
  readonly users: readonly UserRecord[];
  /** Canonical username to go on after. */
  readonly next?: string | undefined;
}

/** Where users are kept. Every method may throw `StoreUnavailableError`. */
export abstract class UserStore {
  /** Adds the user, or returns undefined where the name is somebody else's. Of any number of racing calls one wins. */
  abstract add(newUser: NewUser): Promise<UserRecord | undefined>;

  /** Those of at most 100 ids that there are. */
  abstract findAll(ids: readonly string[]): Promise<ReadonlyMap<string, UserRecord>>;

  abstract findById(id: string): Promise<UserRecord | undefined>;

  /** As many reads for a missing user as for an existing one. */
  abstract findByUsername(
    canonicalUsername: string,
  ): Promise<{ user: UserRecord; signUpKey?: string | undefined } | undefined>;

  /** In the order of canonical usernames; `prefix`: those that begin so, as `after` then has to. */
  abstract list(limit: number, after?: string, prefix?: string): Promise<UserPage>;

  /** Changes the user if nobody else did since `seen` was read; undefined where somebody did. */
  abstract change(seen: UserRecord, changes: UserChanges): Promise<UserRecord | undefined>;

  /** Removes the user if nobody else changed it since `seen` was read; its name is free afterwards. False where somebody did. */
  abstract remove(seen: UserRecord): Promise<boolean>;

  /** Says that the user, an administrator as of its version, is one to count on. False: a later demotion came first. */
  abstract enlistAdministrator(user: UserRecord): Promise<boolean>;

  /** Stops counting on an administrator who is about to be one no more; false where there is no other. */
  abstract dismissAdministrator(user: UserRecord): Promise<boolean>;
}
