import { type UserRecord } from './user';
import { IfMatchFailedError } from '../preconditions/preconditions.errors';
import { etagOf } from '../preconditions/if-match';
import { UserChangedError, UserNotFoundError } from './user.errors';
import { type UserChanges, type UserStore } from './user.store';

// Attempts of one change whose user was changed meanwhile.
const rounds = 5;

/** Throws `UserNotFoundError`. */
export async function existingUser(store: UserStore, id: string): Promise<UserRecord> {
  const user = await store.findById(id);
  if (!user) throw new UserNotFoundError();
  return user;
}

/**
 * Repeats an attempt on the user as it is now, as long as it gives undefined because others changed the user meanwhile. Throws
 * `UserNotFoundError`, `UserChangedError` where others keep changing it, `IfMatchFailedError` where `ifMatch` is given and not its
 * entity tag, or what the attempt throws.
 */
export async function onCurrentUser<T>(
  store: UserStore,
  id: string,
  attempt: (seen: UserRecord) => Promise<T | undefined>,
  ifMatch?: string,
): Promise<T> {
  for (let round = 0; round < rounds; round++) {
    const seen = await existingUser(store, id);
    if (ifMatch !== undefined && ifMatch !== etagOf(seen)) throw new IfMatchFailedError();
    const result = await attempt(seen);
    if (result !== undefined) return result;
  }
  throw new UserChangedError();
}

/** Makes the changes that follow from the user as it is. Throws as `onCurrentUser` does. */
export function changeUser(
  store: UserStore,
  id: string,
  changesOf: (seen: UserRecord) => Promise<UserChanges>,
  ifMatch?: string,
): Promise<UserRecord> {
  return onCurrentUser(store, id, async (seen) => store.change(seen, await changesOf(seen)), ifMatch);
}
