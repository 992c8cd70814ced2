import { type Principal } from '@gatehouse/access-token';
import { covers, examplesOf, resourcesOf } from './resources';
import { beginningOf, methodsOf, permits, type Route, type RouteTable } from './route-table';

/** One statement of an IAM policy, its resources relative to API and stage. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly resources: readonly string[];
}

interface Coverage {
  readonly route: Route;
  readonly resources: readonly string[];
  /** Routes some of whose requests these resources cover as well; of two public ones nobody is denied either. */
  readonly alsoCovers: ReadonlySet<Route>;
}

/**
 * Turns a principal into statements that hold for every route, so that API Gateway may cache them with the token: what the
 * principal may call is allowed, and what an allowed resource covers besides is denied. A denial always wins, so a route table in
 * which a denial would take a permitted route along is refused, by name.
 */
export class Policies {
  private readonly coverages: readonly Coverage[];

  constructor(private readonly table: RouteTable) {
    const beginnings = new Map(table.routes.map((route) => [route, beginningOf(route)]));
    /** False for most pairs, which spares a cold start the comparison of all their requests. */
    const mayOverlap = (route: Route, other: Route): boolean => {
      if (route === other || (route.public && other.public)) return false;
      const [one = '', two = ''] = [beginnings.get(route), beginnings.get(other)];
      if (!one.startsWith(two) && !two.startsWith(one)) return false;
      const methods = methodsOf(other);
      return methodsOf(route).some((method) => methods.includes(method));
    };
    const examples = new Map<Route, readonly string[]>();
    const examplesFor = (route: Route): readonly string[] => {
      const known = examples.get(route) ?? examplesOf(route, table);
      examples.set(route, known);
      return known;
    };
    this.coverages = table.routes.map((route) => {
      const resources = resourcesOf(route);
      const others = table.routes.filter(
        (other) =>
          mayOverlap(route, other) &&
          examplesFor(other).some((request) => resources.some((resource) => covers(resource, request))),
      );
      return { route, resources, alsoCovers: new Set(others) };
    });
    const faults = this.inexpressible();
    if (faults.length > 0) throw new Error(`A policy cannot tell these routes apart:\n${faults.join('\n')}`);
  }

  statementsFor(principal: Pick<Principal, 'scopes' | 'roles'>): readonly Statement[] {
    const allowed = this.coverages.filter(({ route }) => permits(route, principal));
    const covered = new Set(allowed.flatMap(({ alsoCovers }) => [...alsoCovers]));
    const denied = this.coverages.filter(({ route }) => covered.has(route) && !permits(route, principal));
    return [
      { effect: 'Allow' as const, resources: allowed.flatMap(({ resources }) => resources) },
      { effect: 'Deny' as const, resources: denied.flatMap(({ resources }) => resources) },
    ].filter(({ resources }) => resources.length > 0);
  }

  /** A route that some principal has to be denied, because a permitted one covers it, and whose denial hits a third. */
  private inexpressible(): string[] {
    return this.coverages.flatMap((denied) => {
      const covering = this.coverages.filter(({ alsoCovers }) => alsoCovers.has(denied.route));
      return [...denied.alsoCovers]
        .filter((hit) => covering.some(({ route }) => !isImplied(denied.route, [route, hit])))
        .map((hit) => `${nameOf(denied.route)} and ${nameOf(hit)}`);
    });
  }
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

/** Whoever may call all of `routes` may call this one. */
function isImplied(route: Route, routes: readonly Route[]): boolean {
  if (route.public) return true;
  const has = routes.filter((other) => !other.public);
  const held = new Set(has.flatMap(({ scopes }) => scopes.allOf));
  const choices = has.map(({ scopes }) => scopes.anyOf).filter((choice) => choice.length > 0);
  const roles = has.map((other) => other.roles).filter((choice) => choice.length > 0);
  const isWithin = (choice: readonly string[], wanted: readonly string[]) =>
    choice.every((name) => wanted.includes(name));
  const { allOf, anyOf } = route.scopes;
  return (
    allOf.every((scope) => held.has(scope)) &&
    (anyOf.length === 0 ||
      anyOf.some((scope) => held.has(scope)) ||
      choices.some((choice) => isWithin(choice, anyOf))) &&
    (route.roles.length === 0 || roles.some((choice) => isWithin(choice, route.roles)))
  );
}
