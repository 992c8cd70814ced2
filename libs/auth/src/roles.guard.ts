import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { declarationOf } from './declarations';
import { Decisions } from './decisions';
import { principalOf } from './principal';

/** Third guard: one of the roles that `@RequireRoles` names. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly decisions: Decisions) {}

  canActivate(context: ExecutionContext): boolean {
    const declaration = declarationOf(context.getHandler(), context.getClass());
    const held = principalOf(context.getArgByIndex(0))?.roles;
    if (declaration.roles.length > 0 && !declaration.roles.some((role) => held?.has(role))) {
      const reason = `has none of ${declaration.roles.join(' ')}`;
      this.decisions.refuse(context, { rule: 'roles', code: 'insufficient_role', reason });
    }
    if (!declaration.public) {
      this.decisions.granted(context, lastRule(declaration));
    }
    return true;
  }
}

function lastRule({ scopes, anyScope, roles }: ReturnType<typeof declarationOf>) {
  return roles.length > 0 ? 'roles' : scopes.length + anyScope.length > 0 ? 'scopes' : 'access_token';
}
