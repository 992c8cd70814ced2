import { matchesWildcards, samplePath, wildcardPath } from '@gatehouse/access-token';
import { type ExposedRoute, pathsOf } from '../routes/exposure';
import { type ServiceCard } from '@gatehouse/service-card';

/** One rule of the listener: the requests that it catches, and what a token must say for them to go on. */
export interface ListenerRule {
  readonly paths: readonly string[];
  /** Empty: all. */
  readonly methods: readonly string[];
  /** Undefined: no token is asked for. */
  readonly token?: { readonly scope?: string };
}

/** A rule holds at most five values over all its conditions. */
const valuesInRule = 5;

/** What leads to a service, whatever its routes demand. */
export function pathRule(card: ServiceCard): ListenerRule {
  return withinLimits({ paths: pathsOf(card), methods: [] });
}

/**
 * Rules that ask for a token, to be put before `pathRule`, by which everything else goes on: open routes, and preflights,
 * which carry no token. A load balancer's `*` reaches over `/`, so an open route below a guarded one gets a rule first.
 */
export function validationRules(routes: readonly ExposedRoute[]): readonly ListenerRule[] {
  const guarded = routes.filter((route) => route.guarded);
  const spared = routes.filter((route) => !route.guarded && guarded.some((other) => catches(other, route)));
  return [
    ...byPath(spared).map(([path, here]) => ({ paths: [wildcardPath(path)], methods: methodsOf(here) })),
    ...byPath(guarded).flatMap(([path, here]) =>
      [...Map.groupBy(here, onlyScope)].map(([scope, demanding]) => ({
        paths: [wildcardPath(path)],
        methods: methodsOf(demanding),
        token: scope === undefined ? {} : { scope },
      })),
    ),
  ].map(withinLimits);
}

/** How a load balancer compares several scopes is not documented, so it is given one or none; the service asks for all. */
function onlyScope({ scopes }: ExposedRoute): string | undefined {
  return scopes.length === 1 ? scopes[0] : undefined;
}

function catches(guarded: ExposedRoute, open: ExposedRoute): boolean {
  const sameMethod = [guarded.method, open.method].includes('ANY') || guarded.method === open.method;
  return (
    sameMethod && guarded.path !== open.path && matchesWildcards(wildcardPath(guarded.path), samplePath(open.path))
  );
}

/** Literal paths before those with parameters, long ones before short ones: the first rule that matches answers. */
function byPath(routes: readonly ExposedRoute[]): [string, ExposedRoute[]][] {
  const parameters = (path: string) => path.split('{').length;
  return [...Map.groupBy(routes, ({ path }) => path)].sort(
    ([a], [b]) => parameters(a) - parameters(b) || b.length - a.length || (a < b ? -1 : 1),
  );
}

function methodsOf(routes: readonly ExposedRoute[]): string[] {
  const methods = routes.map(({ method }) => method);
  return methods.includes('ANY') ? [] : methods;
}

function withinLimits(rule: ListenerRule): ListenerRule {
  if (rule.paths.length + rule.methods.length > valuesInRule) {
    throw new Error(`${rule.paths.join(' ')}: a rule of a load balancer holds ${valuesInRule} paths and methods.`);
  }
  return rule;
}
