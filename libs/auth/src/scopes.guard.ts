import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { declarationOf } from './declarations';
import { Decisions } from './decisions';
import { principalOf } from './principal';

/** Second guard: the scopes that `@RequireScopes` and `@RequireAnyScope` demand. */
@Injectable()
export class ScopesGuard implements CanActivate {
  constructor(private readonly decisions: Decisions) {}

  canActivate(context: ExecutionContext): boolean {
    const { scopes, anyScope } = declarationOf(context.getHandler(), context.getClass());
    if (scopes.length === 0 && anyScope.length === 0) {
      return true;
    }
    const held = principalOf(context.getArgByIndex(0))?.scopes;
    const has = (scope: string): boolean => held?.has(scope) === true;
    if (scopes.every(has) && (anyScope.length === 0 || anyScope.some(has))) {
      return true;
    }
    const missing = scopes.filter((scope) => !has(scope));
    return this.decisions.refuse(context, {
      rule: 'scopes',
      code: 'insufficient_scope',
      reason: missing.length > 0 ? `lacks ${missing.join(' ')}` : `has none of ${anyScope.join(' ')}`,
      scope: [...new Set([...scopes, ...anyScope])].join(' '),
    });
  }
}
