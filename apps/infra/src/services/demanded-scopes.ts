import { type RouteDemand } from '@gatehouse/access-token';
import { type ServiceCard } from '@gatehouse/service-card';

/** Routes demand scopes that no card of a deployed service declares: one line for each scope of a route. */
export class UndeclaredScopeError extends Error {
  constructor(faults: readonly string[]) {
    super(['Declare these scopes in a service.json:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'UndeclaredScopeError';
  }
}

/** Checks that the deployed services declare every scope that their routes demand. Throws `UndeclaredScopeError`. */
export function checkDemandedScopes(services: ReadonlyMap<ServiceCard, readonly RouteDemand[]>): void {
  const declared = new Set([...services.keys()].flatMap(({ scopes }) => scopes.map(({ name }) => name)));
  const faults = [...services.values()]
    .flat()
    .flatMap(({ method, path, scopes }) =>
      [...scopes.allOf, ...scopes.anyOf]
        .filter((scope) => !declared.has(scope))
        .map((scope) => `${method} ${path} demands the scope ${scope}, which no deployed service declares`),
    );
  if (faults.length > 0) throw new UndeclaredScopeError(faults);
}
