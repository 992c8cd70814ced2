import { hasPartialParameter, permits, type Principal, type RouteDemand } from '@gatehouse/access-token';
import { covers, examplesOf, resourcesOf } from './resources';
import { type Pattern, type RouteTable } from './route-table';

/** One statement of an IAM policy, its resources relative to API and stage. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly resources: readonly string[];
}

interface Coverage {
  readonly route: RouteDemand;
  readonly resources: readonly string[];
  /** Routes some of whose requests these resources cover as well; of two public ones nobody is denied either. */
  readonly alsoCovers: ReadonlySet<RouteDemand>;
}

/**
 * Turns a principal into statements that hold for every route, so that API Gateway may cache them with the token: what the
 * principal may call is allowed, and what an allowed resource covers besides is denied. A denial always wins, so a route table in
 * which a denial would take a permitted route along is refused, by name.
 */
export class Policies {
  private readonly coverages: readonly Coverage[];

  /** Public routes need no authorizer; `listsPublic` is for an API that gives them one. */
  constructor(table: RouteTable, listsPublic = false) {
    const listed = table.patterns.filter(({ route }) => listsPublic || !route.public);
    const mixed = listed.map(({ route }) => route).filter(({ path }) => hasPartialParameter(path));
    if (mixed.length > 0) throw new Error(`A segment is a parameter in part: ${mixed.map(nameOf).join(', ')}`);
    const examples = new Map<RouteDemand, readonly string[]>();
    const examplesFor = (route: RouteDemand): readonly string[] => {
      const known = examples.get(route) ?? examplesOf(route, table);
      examples.set(route, known);
      return known;
    };
    const guarded = table.patterns.filter(({ route }) => !route.public);
    this.coverages = listed.map((pattern) => {
      const resources = resourcesOf(pattern.route);
      const others = (pattern.route.public ? guarded : listed)
        .filter((other) => mayOverlap(pattern, other))
        .map(({ route }) => route)
        .filter((other) => examplesFor(other).some((request) => resources.some((each) => covers(each, request))));
      return { route: pattern.route, resources, alsoCovers: new Set(others) };
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
    const overlapping = this.coverages.filter(({ alsoCovers }) => alsoCovers.size > 0);
    return overlapping.flatMap((denied) => {
      const covering = overlapping.filter(({ alsoCovers }) => alsoCovers.has(denied.route));
      return [...denied.alsoCovers]
        .filter((hit) => covering.some(({ route }) => !isImplied(denied.route, [route, hit])))
        .map((hit) => `${nameOf(denied.route)} and ${nameOf(hit)}`);
    });
  }
}

/** False for most pairs, which spares a cold start the comparison of all their requests. */
function mayOverlap(one: Pattern, other: Pattern): boolean {
  if (one === other) return false;
  if (!one.beginning.startsWith(other.beginning) && !other.beginning.startsWith(one.beginning)) return false;
  return one.methods.some((method) => other.methods.includes(method));
}

function nameOf({ method, path }: RouteDemand): string {
  return `${method} ${path}`;
}

/** Whoever may call all of `routes` may call this one. */
function isImplied(route: RouteDemand, routes: readonly RouteDemand[]): boolean {
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
