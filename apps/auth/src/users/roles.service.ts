import { isRole, RegistryStore } from '@gatehouse/authorization';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit';
import { type RequestContext } from '../request-context/request-context';
import { UnknownRoleError } from '../authorization/authorization.errors';
import { isAdministrator, publicUser, type User } from './user';
import { LastAdministratorError, NotAnAdministratorError } from './user.errors';
import { onCurrentUser } from './user-changes';
import { UserStore } from './user.store';

export interface Users {
  readonly users: readonly User[];
  /** Canonical username to go on after. */
  readonly next?: string | undefined;
}

/** What administrators do to accounts. */
@Injectable()
export class RolesService {
  constructor(
    private readonly store: UserStore,
    private readonly registry: RegistryStore,
    private readonly audit: AuditLog,
  ) {}

  /** In the order of usernames. */
  async list(limit: number, after?: string): Promise<Users> {
    const { users, next } = await this.store.list(limit, after);
    return { users: users.map(publicUser), next };
  }

  /**
   * Gives a user exactly these roles. `actorId` is the administrator who asks, or null for the operator at the command line.
   * Throws `UnknownRoleError`, `UserNotFoundError`, `NotAnAdministratorError` where the actor was one when the token was issued and is one no
   * more, `LastAdministratorError`, and `UserChangedError` where others keep changing the user.
   */
  async setRoles(actorId: string | null, id: string, roles: readonly string[], context: RequestContext): Promise<User> {
    const event = {
      event: 'role_change',
      actor: actorId ?? 'operator',
      subject: id,
      details: { wanted: roles },
      context,
    } as const;
    const change = async () => {
      if (actorId !== null) await this.mustBeAdministrator(actorId);
      return this.change(id, await this.known(roles));
    };
    const { after } = await this.audit.outcomeOf(event, change, ({ before, after }) => ({
      details: { before, after: after.roles },
    }));
    return after;
  }

  /** The roles in the order of the registry, once each. The store is asked: a role may be new. */
  private async known(roles: readonly string[]): Promise<string[]> {
    const registry = await this.registry.read();
    const unknown = [...new Set(roles)].filter((role) => !isRole(registry, role));
    const names = registry.roles.map(({ name }) => name);
    if (unknown.length > 0) throw new UnknownRoleError(unknown, names);
    return names.filter((name) => roles.includes(name));
  }

  /** Throws `NotAnAdministratorError` where the store says that the user is not an administrator now. */
  async mustBeAdministrator(id: string): Promise<void> {
    const actor = await this.store.findById(id);
    if (!actor || !isAdministrator(actor)) throw new NotAnAdministratorError();
  }

  private async change(id: string, roles: readonly string[]): Promise<{ before: readonly string[]; after: User }> {
    return onCurrentUser(this.store, id, async (seen) => {
      // Leaves the register before ceasing to be an administrator, and joins it after becoming one: see the store.
      if (isAdministrator(seen) && !roles.includes('admin') && !(await this.store.dismissAdministrator(seen))) {
        throw new LastAdministratorError();
      }
      const changed = await this.store.change(seen, { roles, rolesChangedAt: new Date().toISOString() });
      if (!changed) return undefined;
      const counts = isAdministrator(changed) && changed.disabledAt === undefined;
      if (counts) await this.store.enlistAdministrator(changed);
      return { before: seen.roles, after: publicUser(changed) };
    });
  }
}
