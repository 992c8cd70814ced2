import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit';
import { PasswordHasher } from '../passwords/password-hasher';
import { type RequestContext } from '../request-context/request-context';
import { turnOwner } from '../throttling/subjects';
import { nextEnd } from './sign-in-time';
import { isAdministrator, publicUser, type User, type UserRecord } from './user';
import { changeUser, onCurrentUser } from './user-changes';
import { LastAdministratorError } from './user.errors';
import { UserStore } from './user.store';

/** What is done to accounts without their owners' password. `actor` did it. */
@Injectable()
export class AccountStates {
  constructor(
    private readonly store: UserStore,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditLog,
  ) {}

  /** Gives the account another password. Throws as `changeUser` does, or `HashingBusyError`. */
  async setPassword(id: string, password: string, actor: string, context: RequestContext): Promise<User> {
    const reset = async () => {
      const owner = turnOwner(context.address, id);
      const passwordHash = await this.hasher.withPlace(owner, (inTurn) => inTurn(({ hash }) => hash(password)));
      return changeUser(this.store, id, async (seen) => ({ passwordHash, passwordChangedAt: nextEnd(seen) }));
    };
    return publicUser(await this.audit.outcomeOf({ event: 'password_reset', actor, subject: id, context }, reset));
  }

  /** Shuts the account out until it is enabled again. Throws as `changeUser` does, or `LastAdministratorError`. */
  async disable(id: string, actor: string, context: RequestContext): Promise<User> {
    const disable = () =>
      changeUser(this.store, id, async (seen) => {
        await this.mustNotBeLastAdministrator(seen);
        return { disabledAt: seen.disabledAt ?? new Date().toISOString() };
      });
    return publicUser(await this.audit.outcomeOf({ event: 'user_disable', actor, subject: id, context }, disable));
  }

  /** Ends everything that was signed in, requests under way included. Throws as `changeUser` does. */
  async signOut(id: string): Promise<User> {
    return publicUser(await changeUser(this.store, id, async (seen) => ({ signedOutAt: nextEnd(seen) })));
  }

  /** What was signed in before stays out. Throws as `changeUser` does. */
  async enable(id: string, actor: string, context: RequestContext): Promise<User> {
    const enable = async () => {
      const enabled = await changeUser(this.store, id, async (seen) => ({
        disabledAt: null,
        signedOutAt: nextEnd(seen),
      }));
      if (isAdministrator(enabled)) await this.store.enlistAdministrator(enabled);
      return enabled;
    };
    return publicUser(await this.audit.outcomeOf({ event: 'user_enable', actor, subject: id, context }, enable));
  }

  /** Removes the account for good; its name is free afterwards. Throws as `disable` does. */
  async remove(id: string, actor: string, context: RequestContext): Promise<void> {
    const remove = () =>
      onCurrentUser(this.store, id, async (seen) => {
        await this.mustNotBeLastAdministrator(seen);
        return (await this.store.remove(seen)) || undefined;
      });
    await this.audit.outcomeOf({ event: 'user_delete', actor, subject: id, context }, remove);
  }

  /** Takes an administrator out of those who count, as long as there is another one. */
  private async mustNotBeLastAdministrator(user: UserRecord): Promise<void> {
    if (isAdministrator(user) && !(await this.store.dismissAdministrator(user))) throw new LastAdministratorError();
  }
}
