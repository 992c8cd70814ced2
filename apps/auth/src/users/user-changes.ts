import { type UserRecord } from './user';
import { UserChangedError, UserNotFoundError } from './user.errors';
import { type UserChanges, type UserStore } from './user.store';

/** Attempts of one change whose user was changed meanwhile. */
export const rounds = 5;

/** Throws `UserNotFoundError`. */
export async function existingUser(store: UserStore, id: string): Promise<UserRecord> {
  const user = await store.findById(id);
  if (!user) throw new UserNotFoundError();
  return user;
}

/** Makes the changes that follow from the user as it is. Throws `UserNotFoundError`, or `UserChangedError` where others keep changing it. */
export async function changeUser(
  store: UserStore,
  id: string,
  changesOf: (seen: UserRecord) => Promise<UserChanges>,
): Promise<UserRecord> {
  for (let round = 0; round < rounds; round++) {
    const seen = await existingUser(store, id);
    const changed = await store.change(seen, await changesOf(seen));
    if (changed) return changed;
  }
  throw new UserChangedError();
}
