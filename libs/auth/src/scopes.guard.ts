import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { unmetScopes } from '@gatehouse/access-token';
import { declarationOf } from './declarations';
import { Decisions } from './decisions';
import { principalOf } from './principal';

/** Second guard: the scopes that `@RequireScopes` and `@RequireAnyScope` demand. */
@Injectable()
export class ScopesGuard implements CanActivate {
  constructor(private readonly decisions: Decisions) {}

  canActivate(context: ExecutionContext): boolean {
    const demand = declarationOf(context.getHandler(), context.getClass());
    const unmet = unmetScopes(demand, principalOf(context.getArgByIndex(0)));
    if (unmet === undefined) {
      return true;
    }
    const { allOf, anyOf } = demand.scopes;
    return this.decisions.refuse(context, {
      rule: 'scopes',
      code: 'insufficient_scope',
      reason: `${unmet.need === 'all' ? 'lacks' : 'has none of'} ${unmet.names.join(' ')}`,
      scope: [...new Set([...allOf, ...anyOf])].join(' '),
    });
  }
}
