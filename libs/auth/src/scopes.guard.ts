import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type AccessTokenVerifier, unmetScopes } from '@gatehouse/access-token';
import { ACCESS_TOKEN_VERIFIER } from './auth.options';
import { Decisions } from './decisions';
import { principalOf } from './principal';
import { RouteDeclarations } from './route-declarations';
import { findingOf, reasonOf } from './unmet-demand';

/** Second guard: the scopes that `@RequireScopes` and `@RequireAnyScope` demand. */
@Injectable()
export class ScopesGuard implements CanActivate {
  constructor(
    private readonly decisions: Decisions,
    private readonly routes: RouteDeclarations,
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const demand = this.routes.demandOf(context.getHandler(), context.getClass());
    const principal = principalOf(context.getArgByIndex(0));
    const unmet = unmetScopes(demand, principal);
    if (unmet === undefined) {
      return true;
    }
    const { allOf, anyOf } = demand.scopes;
    return this.decisions.refuse(context, {
      rule: 'scopes',
      code: 'insufficient_scope',
      reason: reasonOf(unmet),
      finding: findingOf(this.verifier, 'scopes', unmet, principal),
      scope: [...new Set([...allOf, ...anyOf])].join(' '),
    });
  }
}
