import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit';
import { PasswordHasher } from '../passwords/password-hasher';
import { type RequestContext } from '../request-context/request-context';
import { turnOwner } from '../throttling/subjects';
import { nextEnd } from './sign-in-time';
import { Administrators } from './administrators.service';
import { operator } from '../preconditions/change';
import { publicUser, type User, type UserRecord } from './user';
import { changeUser, onCurrentUser } from './user-changes';
import { OwnAccountError } from './user.errors';
import { UserStore } from './user.store';

/**
 * What is done to accounts without their owners' password. `actor` does it: an administrator, or the operator. Everything throws as
 * `changeUser` does, and `NotAnAdministratorError` where the actor is an administrator no more.
 */
@Injectable()
export class AccountStates {
  constructor(
    private readonly store: UserStore,
    private readonly administrators: Administrators,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditLog,
  ) {}

  /** Gives the account another password. Throws `OwnAccountError` or `HashingBusyError`. */
  async setPassword(
    id: string,
    password: string,
    actor: string,
    context: RequestContext,
    ifMatch?: string,
  ): Promise<User> {
    const reset = async () => {
      await this.mustBeAllowed(actor);
      // Who holds a stolen token shall not get the account by it.
      if (actor === id) throw new OwnAccountError('Change your own password with the current one.');
      await this.mustMatch(id, ifMatch);
      const owner = turnOwner(context.address, id);
      const passwordHash = await this.hasher.withPlace(owner, (inTurn) => inTurn(({ hash }) => hash(password)));
      const changes = async (seen: User) => ({ passwordHash, passwordChangedAt: nextEnd(seen) });
      return changeUser(this.store, id, changes, ifMatch);
    };
    return publicUser(await this.audit.outcomeOf({ event: 'password_reset', actor, subject: id, context }, reset));
  }

  /** Shuts the account out until it is enabled again. Throws `LastAdministratorError` or `OwnAccountError`. */
  async disable(id: string, actor: string, context: RequestContext, ifMatch?: string): Promise<User> {
    const disable = async () => {
      await this.mustBeAllowed(actor);
      if (actor === id) throw new OwnAccountError('You cannot disable your own account.');
      const attempt = (seen: UserRecord) =>
        this.administrators.leave(seen, () =>
          this.store.change(seen, { disabledAt: seen.disabledAt ?? new Date().toISOString() }),
        );
      return onCurrentUser(this.store, id, attempt, ifMatch);
    };
    return publicUser(await this.audit.outcomeOf({ event: 'user_disable', actor, subject: id, context }, disable));
  }

  /** Ends everything that was signed in, requests under way included. */
  async signOut(id: string, actor: string, context: RequestContext, ifMatch?: string): Promise<User> {
    const signOut = async () => {
      await this.mustBeAllowed(actor);
      return changeUser(this.store, id, async (seen) => ({ signedOutAt: nextEnd(seen) }), ifMatch);
    };
    const event = { event: 'revoke', actor, subject: id, details: { session: 'all' }, context } as const;
    return publicUser(await this.audit.outcomeOf(event, signOut));
  }

  /** What was signed in before stays out. */
  async enable(id: string, actor: string, context: RequestContext, ifMatch?: string): Promise<User> {
    const enable = async () => {
      await this.mustBeAllowed(actor);
      const changes = async (seen: User) => ({ disabledAt: null, signedOutAt: nextEnd(seen) });
      const enabled = await changeUser(this.store, id, changes, ifMatch);
      await this.administrators.join(enabled);
      return enabled;
    };
    return publicUser(await this.audit.outcomeOf({ event: 'user_enable', actor, subject: id, context }, enable));
  }

  /** Removes the account for good; its name is free afterwards. Throws as `disable` does. */
  async remove(id: string, actor: string, context: RequestContext): Promise<void> {
    const remove = () =>
      onCurrentUser(this.store, id, (seen) =>
        this.administrators.leave(seen, async () => (await this.store.remove(seen)) || undefined),
      );
    await this.audit.outcomeOf({ event: 'user_delete', actor, subject: id, context }, remove);
  }

  /** Throws `NotAnAdministratorError`, and nothing for the operator. */
  async mustBeAllowed(actor: string): Promise<void> {
    if (actor !== operator) await this.administrators.mustBeOne(actor);
  }

  /** The user, who has this entity tag if one is given. Throws `UserNotFoundError` or `IfMatchFailedError`. */
  async mustMatch(id: string, ifMatch: string | undefined): Promise<User> {
    return onCurrentUser(this.store, id, async (seen) => publicUser(seen), ifMatch);
  }
}
