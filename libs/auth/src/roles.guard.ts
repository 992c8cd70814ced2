import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type AccessTokenVerifier, type Demand, unmetRoles } from '@gatehouse/access-token';
import { ACCESS_TOKEN_VERIFIER } from './auth.options';
import { Decisions } from './decisions';
import { principalOf } from './principal';
import { RouteDeclarations } from './route-declarations';
import { findingOf, reasonOf } from './unmet-demand';

/** Third guard: one of the roles that `@RequireRoles` names. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(
    private readonly decisions: Decisions,
    private readonly routes: RouteDeclarations,
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const demand = this.routes.demandOf(context.getHandler(), context.getClass());
    const principal = principalOf(context.getArgByIndex(0));
    const unmet = unmetRoles(demand, principal);
    if (unmet !== undefined) {
      this.decisions.refuse(context, {
        rule: 'roles',
        code: 'insufficient_role',
        reason: reasonOf(unmet),
        finding: findingOf(this.verifier, 'roles', unmet, principal),
      });
    }
    if (principal !== undefined) {
      this.decisions.granted(context, lastRule(demand));
    }
    return true;
  }
}

function lastRule({ scopes: { allOf, anyOf }, roles }: Demand) {
  return roles.length > 0 ? 'roles' : allOf.length + anyOf.length > 0 ? 'scopes' : 'access_token';
}
