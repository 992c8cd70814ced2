import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Demand, unmetRoles } from '@gatehouse/access-token';
import { declarationOf } from './declarations';
import { Decisions } from './decisions';
import { principalOf } from './principal';

/** Third guard: one of the roles that `@RequireRoles` names. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly decisions: Decisions) {}

  canActivate(context: ExecutionContext): boolean {
    const demand = declarationOf(context.getHandler(), context.getClass());
    const unmet = unmetRoles(demand, principalOf(context.getArgByIndex(0)));
    if (unmet !== undefined) {
      const reason = `has none of ${unmet.names.join(' ')}`;
      this.decisions.refuse(context, { rule: 'roles', code: 'insufficient_role', reason });
    }
    if (!demand.public) {
      this.decisions.granted(context, lastRule(demand));
    }
    return true;
  }
}

function lastRule({ scopes: { allOf, anyOf }, roles }: Demand) {
  return roles.length > 0 ? 'roles' : allOf.length + anyOf.length > 0 ? 'scopes' : 'access_token';
}
