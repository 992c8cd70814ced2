import {
  type Api,
  changeRegistry,
  type ChangedRegistry,
  isRole,
  type Registry,
  RegistryStore,
  type Role,
  type Widening,
  withApi,
  withCardApis,
  withoutApi,
  withoutRole,
  withRole,
  type ApplyOptions,
} from '@gatehouse/authorization';
import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type AuditEvent, AuditLog } from '../audit/audit';
import { type Change, operator } from '../preconditions/change';
import { etagOf } from '../preconditions/if-match';
import { type IssuerEnvironment } from '../settings';
import { Administrators } from '../users/administrators.service';
import {
  ApiNotFoundError,
  domainErrorOf,
  RegistryChangedError,
  RegistryRefusedError,
  RoleNotFoundError,
} from './authorization.errors';

/** A registry after a change, and the change in plain words. */
export interface Changed {
  readonly registry: Registry;
  readonly changes: readonly string[];
}

/** Which APIs, scopes and roles there are. Every change is recorded. */
@Injectable()
export class AuthorizationService {
  private readonly audience: string;

  constructor(
    private readonly store: RegistryStore,
    private readonly administrators: Administrators,
    private readonly audit: AuditLog,
    config: ConfigService<IssuerEnvironment, true>,
  ) {
    this.audience = config.get('AUTH_AUDIENCE', { infer: true });
  }

  /** As the store has it now. */
  async registry(): Promise<Registry> {
    return this.store.read();
  }

  /** Adds or replaces an API. Throws `RegistryRefusedError`, `RegistryChangedError`, `NotAnAdministratorError`. */
  async putApi(api: Omit<Api, 'fromCard'>, options: Widening, change: Change): Promise<Changed> {
    this.refuseAudience([api]);
    return this.change('api_change', api.name, change, (seen) => withApi(seen, api, options));
  }

  /** Throws `ApiNotFoundError` and what `putApi` throws. */
  async removeApi(name: string, change: Change): Promise<Changed> {
    return this.change('api_change', name, change, (seen) => {
      if (!seen.apis.some((api) => api.name === name)) throw new ApiNotFoundError();
      return withoutApi(seen, name);
    });
  }

  /** Applies the APIs of cards. Throws `RegistryRefusedError` with every fault. */
  async applyApis(apis: readonly Api[], { dryRun, ...options }: ApplyOptions, change: Change): Promise<Changed> {
    this.refuseAudience(apis);
    const apply = (seen: Registry) => withCardApis(seen, apis, options);
    if (!dryRun) return this.change('api_change', apis.map(({ name }) => name).join(' '), change, apply);
    const registry = await this.store.read();
    try {
      return { registry, changes: apply(registry).changes };
    } catch (error) {
      throw domainErrorOf(error);
    }
  }

  /** Adds a role or changes its description. Throws what `putApi` throws. */
  async putRole(role: Role, change: Change): Promise<Changed> {
    return this.change('role_definition_change', role.name, change, (seen) => withRole(seen, role));
  }

  /** Throws `RoleNotFoundError`, and `RegistryRefusedError` for a built-in role or one that a scope names. */
  async removeRole(name: string, change: Change): Promise<Changed> {
    return this.change('role_definition_change', name, change, (seen) => {
      if (!isRole(seen, name)) throw new RoleNotFoundError();
      return withoutRole(seen, name);
    });
  }

  private async change(
    event: AuditEvent['event'],
    subject: string,
    { actorId, ifMatch, context }: Change,
    work: (seen: Registry) => ChangedRegistry,
  ): Promise<Changed> {
    const change = async (): Promise<Changed> => {
      if (actorId !== null) await this.administrators.mustBeOne(actorId);
      try {
        return await (ifMatch === undefined ? this.again(work) : this.once(ifMatch, work));
      } catch (error) {
        throw domainErrorOf(error);
      }
    };
    const told = ({ changes }: Changed) => ({ details: { changes } });
    return this.audit.outcomeOf({ event, actor: actorId ?? operator, subject, context }, change, told);
  }

  private async once(ifMatch: string, work: (seen: Registry) => ChangedRegistry): Promise<Changed> {
    const seen = await this.store.read();
    if (etagOf(seen) !== ifMatch) throw new RegistryChangedError();
    const { content, changes } = work(seen);
    if (changes.length === 0) return { registry: seen, changes };
    const registry = await this.store.replace(seen, content);
    if (!registry) throw new RegistryChangedError();
    return { registry, changes };
  }

  private async again(work: (seen: Registry) => ChangedRegistry): Promise<Changed> {
    const changes = await changeRegistry(this.store, work);
    return { registry: await this.store.read(), changes };
  }

  /** A token for the system's audience has the scopes of all APIs, so no single API can have it as its resource. */
  private refuseAudience(apis: readonly Pick<Api, 'name' | 'resource'>[]): void {
    const faults = apis
      .filter(({ resource }) => resource === this.audience)
      .map(({ name }) => `The resource of the API ${name} is AUTH_AUDIENCE, the audience of the whole system.`);
    if (faults.length > 0) throw new RegistryRefusedError({ kind: 'conflict', faults });
  }
}
