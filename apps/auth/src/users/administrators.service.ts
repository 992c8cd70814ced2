import { Injectable } from '@nestjs/common';
import { isAdministrator, type User, type UserRecord } from './user';
import { LastAdministratorError, NotAnAdministratorError } from './user.errors';
import { UserStore } from './user.store';

function isCountedOn(user: User): boolean {
  return isAdministrator(user) && user.disabledAt === undefined;
}

/** Who is an administrator now, and that there is always one. */
@Injectable()
export class Administrators {
  constructor(private readonly store: UserStore) {}

  /** Throws `NotAnAdministratorError` where the store says that the user is not an administrator now. */
  async mustBeOne(id: string): Promise<void> {
    const actor = await this.store.findById(id);
    if (!actor || !isCountedOn(actor)) throw new NotAnAdministratorError();
  }

  /** Counts on a user who has just become an administrator, or whose account has just been enabled. */
  async join(user: UserRecord): Promise<void> {
    if (isCountedOn(user)) await this.store.enlistAdministrator(user);
  }

  /**
   * Makes a change after which nobody can count on the user as an administrator. Throws `LastAdministratorError` where there is no
   * other one. A change that gives undefined did not happen.
   */
  async leave<T>(seen: UserRecord, change: () => Promise<T | undefined>): Promise<T | undefined> {
    if (!isAdministrator(seen)) return change();
    // Leaves the register before ceasing to be an administrator: see the store.
    if (!(await this.store.dismissAdministrator(seen))) throw new LastAdministratorError();
    const changed = await change();
    if (changed !== undefined) return changed;
    const current = await this.store.findById(seen.id);
    if (current) await this.join(current);
    return undefined;
  }
}
