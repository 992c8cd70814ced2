import { methodsOf, type Route, type RouteTable } from './route-table';

/**
 * A route as resources of a policy, relative to API and stage. `*` matches any text there, slashes too, so that a resource
 * covers more than its route: the difference is what `Coverage` finds and policies deny.
 */
export function resourcesOf(route: Route): readonly string[] {
  const pattern = route.path.replaceAll(/\*\w+|:\w+/g, '*');
  const patterns = pattern.endsWith('*') || pattern.endsWith('/') ? [pattern] : [pattern, `${pattern}/`];
  return methodsOf(route).flatMap((method) => patterns.map((text) => `${method}${text}`));
}

/** Says whether a resource of a policy covers a request, as IAM compares them. */
export function covers(resource: string, request: string): boolean {
  const [first = '', ...rest] = resource.split('*');
  if (rest.length === 0) return resource === request;
  const last = rest.pop() ?? '';
  if (!request.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = request.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return request.length - last.length >= at && request.endsWith(last);
}

/**
 * Requests that the route answers, one for every way in which it can meet other routes: each parameter is a text of its
 * own, or any literal that some route has.
 */
export function examplesOf(route: Route, table: RouteTable): readonly string[] {
  const literals = new Set(table.routes.flatMap(({ path }) => path.split('/').filter((part) => /^[^:*]+$/.test(part))));
  let paths = [''];
  for (const segment of route.path.split('/').slice(1)) {
    const values = /^[:*]/.test(segment) ? ['~', ...literals] : [segment.replaceAll(/:\w+/g, '~')];
    const several = segment.startsWith('*')
      ? [...values, ...values.flatMap((one) => values.map((two) => `${one}/${two}`))]
      : values;
    paths = paths.flatMap((path) => several.map((value) => `${path}/${value}`)).slice(0, 20_000);
  }
  return methodsOf(route).flatMap((method) =>
    paths.filter((path) => table.find(method, path) === route).map((path) => `${method}${path}`),
  );
}
