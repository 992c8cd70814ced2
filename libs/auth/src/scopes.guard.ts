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
    const held = principalOf(context.getArgByIndex(0))?.scopes ?? new Set<string>();
    const missing = scopes.filter((scope) => !held.has(scope));
    if (missing.length > 0) {
      this.refuse(context, `lacks ${missing.join(' ')}`);
    }
    if (anyScope.length > 0 && !anyScope.some((scope) => held.has(scope))) {
      this.refuse(context, `has none of ${anyScope.join(' ')}`);
    }
    return true;
  }

  private refuse(context: ExecutionContext, reason: string): never {
    const { scopes, anyScope } = declarationOf(context.getHandler(), context.getClass());
    const scope = [...new Set([...scopes, ...anyScope])].join(' ');
    this.decisions.refuse(context, { rule: 'scopes', code: 'insufficient_scope', reason, scope });
  }
}
