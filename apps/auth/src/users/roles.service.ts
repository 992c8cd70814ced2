import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit';
import { type RequestContext } from '../audit/request-context';
import { isAdministrator, publicUser, type Role, roleNames, type User } from './user';
import { LastAdministratorError, NotAnAdministratorError, UserChangedError, UserNotFoundError } from './user.errors';
import { UserStore } from './user.store';

export interface Users {
  readonly users: readonly User[];
  /** Canonical username to go on after. */
  readonly next?: string | undefined;
}

// Attempts of one change whose user was changed meanwhile.
const rounds = 5;

/** What administrators do to accounts. */
@Injectable()
export class RolesService {
  constructor(
    private readonly store: UserStore,
    private readonly audit: AuditLog,
  ) {}

  /** In the order of usernames. */
  async list(limit: number, after?: string): Promise<Users> {
    const { users, next } = await this.store.list(limit, after);
    return { users: users.map(publicUser), next };
  }

  /**
   * Gives a user exactly these roles. `actorId` is the administrator who asks, or null for the operator at the command line.
   * Throws `UserNotFoundError`, `NotAnAdministratorError` where the actor was one when the token was issued and is one no
   * more, `LastAdministratorError`, and `UserChangedError` where others keep changing the user.
   */
  async setRoles(actorId: string | null, id: string, roles: readonly Role[], context: RequestContext): Promise<User> {
    const wanted = roleNames.filter((role) => roles.includes(role));
    const event = {
      event: 'role_change',
      actor: actorId ?? 'operator',
      subject: id,
      details: { wanted },
      context,
    } as const;
    const change = async () => {
      if (actorId !== null) await this.mustBeAdministrator(actorId);
      return this.change(id, wanted);
    };
    const { after } = await this.audit.outcomeOf(event, change, ({ before }) => ({
      details: { before, after: wanted },
    }));
    return after;
  }

  private async mustBeAdministrator(id: string): Promise<void> {
    const actor = await this.store.findById(id);
    if (!actor || !isAdministrator(actor)) throw new NotAnAdministratorError();
  }

  private async change(id: string, roles: readonly Role[]): Promise<{ before: readonly Role[]; after: User }> {
    for (let round = 0; round < rounds; round++) {
      const seen = await this.store.findById(id);
      if (!seen) throw new UserNotFoundError();
      // Leaves the register before ceasing to be an administrator, and joins it after becoming one: see the store.
      if (isAdministrator(seen) && !roles.includes('admin') && !(await this.store.dismissAdministrator(seen))) {
        throw new LastAdministratorError();
      }
      const changed = await this.store.change(seen, { roles, rolesChangedAt: new Date().toISOString() });
      if (!changed) continue;
      if (isAdministrator(changed)) await this.store.enlistAdministrator(changed);
      return { before: seen.roles, after: publicUser(changed) };
    }
    throw new UserChangedError();
  }
}
