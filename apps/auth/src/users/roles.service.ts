import { administratorRole, isRole, RegistryStore } from '@gatehouse/authorization';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit';
import { type RequestContext } from '../request-context/request-context';
import { NotFirstPartyError } from '../first-party/first-party.errors';
import { webClientId } from '../first-party/first-party';
import { operator } from '../preconditions/change';
import { UnknownRoleError } from '../authorization/authorization.errors';
import { Administrators } from './administrators.service';
import { isAdministrator, publicUser, type User, type UserRecord } from './user';
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
    private readonly administrators: Administrators,
    private readonly registry: RegistryStore,
    private readonly audit: AuditLog,
  ) {}

  /** In the order of usernames; `prefix`: those whose canonical usernames begin so. */
  async list(limit: number, after?: string, prefix?: string): Promise<Users> {
    const { users, next } = await this.store.list(limit, after, prefix);
    return { users: users.map(publicUser), next };
  }

  /**
   * Gives a user exactly these roles. `actorId` is the administrator who asks, or null for the operator at the command line.
   * Throws `UnknownRoleError`, `UserNotFoundError`, `NotAnAdministratorError` where the actor was one when the token was issued and is one no
   * more, `NotFirstPartyError` where another client would change who is an administrator, `LastAdministratorError`,
   * `IfMatchFailedError` where the user has another entity tag, and `UserChangedError` where others keep changing the user.
   */
  async setRoles(
    actorId: string | null,
    id: string,
    roles: readonly string[],
    context: RequestContext,
    ifMatch?: string,
  ): Promise<User> {
    const event = {
      event: 'role_change',
      actor: actorId ?? operator,
      subject: id,
      details: { wanted: roles },
      context,
    } as const;
    const change = async () => {
      if (actorId !== null) await this.administrators.mustBeOne(actorId);
      // An administrator can do everything, so a client would have more than the scopes that it was granted.
      const isDelegated = actorId !== null && context.clientId !== webClientId;
      return this.change(id, await this.known(roles), isDelegated, ifMatch);
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

  private async change(
    id: string,
    roles: readonly string[],
    isDelegated: boolean,
    ifMatch: string | undefined,
  ): Promise<{ before: readonly string[]; after: User }> {
    const becomesOne = roles.includes(administratorRole);
    const attempt = async (seen: UserRecord) => {
      if (isDelegated && isAdministrator(seen) !== becomesOne) throw new NotFirstPartyError();
      const write = () => this.store.change(seen, { roles, rolesChangedAt: new Date().toISOString() });
      const changed = await (becomesOne ? write() : this.administrators.leave(seen, write));
      if (!changed) return undefined;
      await this.administrators.join(changed);
      return { before: seen.roles, after: publicUser(changed) };
    };
    return onCurrentUser(this.store, id, attempt, ifMatch);
  }
}
