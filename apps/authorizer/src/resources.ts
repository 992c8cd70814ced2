import { matchesWildcards, type RouteDemand, wildcardPath } from '@gatehouse/access-token';
import { methodsOf, type RouteTable } from './route-table';

/**
 * A route as resources of a policy, relative to API and stage. `*` matches any text there, slashes too, so that a resource
 * covers more than its route: the difference is what `Coverage` finds and policies deny.
 */
export function resourcesOf(route: RouteDemand): readonly string[] {
  const pattern = wildcardPath(route.path);
  const patterns = pattern.endsWith('*') || pattern.endsWith('/') ? [pattern] : [pattern, `${pattern}/`];
  return methodsOf(route).flatMap((method) => patterns.map((text) => `${method}${text}`));
}

/** Says whether a resource of a policy covers a request, as IAM compares them. */
export const covers = matchesWildcards;

/**
 * Requests that the route answers, one for every way in which it can meet other routes: each parameter is a text of its
 * own, or any literal that some route has; a wildcard is also a part of any route, and longer than all of them.
 */
export function examplesOf(route: RouteDemand, table: RouteTable): readonly string[] {
  const shapes = table.routes.map(({ path }) =>
    segmentsOf(path).map((segment) => (isLiteral(segment) ? segment : own)),
  );
  const literals = [own, ...new Set(shapes.flat())];
  let paths = [''];
  for (const segment of segmentsOf(route.path)) {
    const values = isLiteral(segment) ? [segment] : segment.startsWith('*') ? tails(shapes, literals) : literals;
    paths = paths.flatMap((path) => values.map((value) => `${path}/${value}`));
    if (paths.length > 100_000) throw new Error(`${route.method} ${route.path} meets other routes in too many ways`);
  }
  const requests = paths.flatMap((path) => (path.endsWith('/') ? [path] : [path, `${path}/`]));
  return methodsOf(route).flatMap((method) =>
    requests.filter((path) => table.find(method, path) === route).map((path) => `${method}${path}`),
  );
}

/** A text that no route has. */
const own = '~';

function segmentsOf(path: string): readonly string[] {
  return path.split('/').slice(1);
}

function isLiteral(segment: string): boolean {
  return !/^[:*]/.test(segment);
}

/** What a wildcard can stand for: a part of any route, in which a policy's `*` may cover more segments than one. */
function tails(shapes: readonly (readonly string[])[], literals: readonly string[]): readonly string[] {
  const longest = Math.max(...shapes.map(({ length }) => length)) + 1;
  const runs = Array.from({ length: longest }, (_, index) => Array<string>(index + 1).fill(own));
  const parts = shapes.flatMap((shape) =>
    shape.flatMap((_, from) => shape.slice(from).map((_segment, more) => shape.slice(from, from + more + 1))),
  );
  const longer = parts.flatMap((part) => [
    part,
    ...runs.map((run) => [...run, ...part]),
    ...part.flatMap((segment, at) => (segment === own ? runs.map((run) => part.toSpliced(at, 1, ...run)) : [])),
  ]);
  const pairs = literals.flatMap((one) => literals.map((two) => [one, two]));
  return [...new Set([...literals.map((one) => [one]), ...pairs, ...runs, ...longer].map((tail) => tail.join('/')))];
}
