import { type IncomingMessage } from 'node:http';
import { type RouteDemand } from '@gatehouse/access-token';

// Middleware stands in the router as a route of every method. A handler of every method would have answered.
const fewerThanAll = 10;

/** What the router of Express knows of a route. */
interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, true | undefined>> };
  match(path: string): unknown;
}

/** A route that middleware answers. */
export type MountedRoute = Pick<RouteDemand, 'method' | 'path'>;

interface RoutedRequest extends IncomingMessage {
  readonly app?: { readonly router?: { readonly stack: readonly Layer[] } };
  readonly path?: string;
}

/** The methods of the routes on the path of a request that reached none of them; empty where there is no such route. */
export function otherMethods(request: RoutedRequest, mounted: readonly MountedRoute[]): string[] {
  const { app, path } = request;
  if (path === undefined) return [];
  const methods = new Set<string>(mounted.filter((route) => route.path === path).map(({ method }) => method));
  for (const layer of app?.router?.stack ?? []) {
    const own = Object.keys(layer.route?.methods ?? {});
    if (own.length >= fewerThanAll || !matches(layer, path)) continue;
    for (const method of own) methods.add(method.toUpperCase());
  }
  // Express answers HEAD where there is a GET.
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function matches(layer: Layer, path: string): boolean {
  try {
    return Boolean(layer.match(path));
  } catch {
    // A parameter that cannot be decoded.
    return false;
  }
}
