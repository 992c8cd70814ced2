import { gatewayPath, hasPartialParameter, type RouteDemand } from '@gatehouse/access-token';
import { type ServiceCard } from '@gatehouse/service-card';
import { gatewayScopes, RouteManifestError } from './route';

/** A route as a front door shows it. */
export interface ExposedRoute {
  readonly method: string;
  /** With `{name}` for one segment and `{name+}` for what is left of the path. */
  readonly path: string;
  /** Whether a token is demanded before the service is asked. */
  readonly guarded: boolean;
  readonly scopes: readonly string[];
}

/** The paths that lead to a service, as the patterns of a load balancer and of CloudFront say it. */
export function pathsOf({ basePath, wellKnown }: ServiceCard): readonly string[] {
  return [basePath, `${basePath}/*`, ...wellKnown];
}

/**
 * What of a service the world may call: what lies below its base path, and its well-known documents. Not its health.
 * A gateway reads tokens in the header `Authorization` alone: with `cookies`, only the services demand them.
 */
export function exposedRoutes(
  service: ServiceCard,
  routes: readonly RouteDemand[],
  { cookies = false } = {},
): readonly ExposedRoute[] {
  const missing = service.wellKnown.filter((document) => !routes.some(({ path }) => path === document));
  const reachable = routes.filter(({ path }) => isBelow(service.basePath, path) || service.wellKnown.includes(path));
  const faults = [
    ...missing.map((path) => `${path} is not in it`),
    ...reachable
      .filter(({ path }) => hasPartialParameter(path))
      .map(
        ({ method, path }) => `${method} ${path} has a segment that is a parameter in part, which no gateway can match`,
      ),
  ];
  if (faults.length > 0) throw new RouteManifestError(service.name, faults);
  const exposed = reachable.map((route) => ({
    method: route.method === 'ALL' ? 'ANY' : route.method,
    path: gatewayPath(route.path),
    guarded: !route.public && !cookies,
    scopes: gatewayScopes(route),
  }));
  // What answers GET answers HEAD too, which a gateway does not know.
  const heads = exposed.filter(({ method }) => method === 'GET').map((route) => ({ ...route, method: 'HEAD' }));
  const first = new Map<string, ExposedRoute>();
  for (const route of [...exposed, ...heads]) {
    const key = `${route.method} ${route.path}`;
    // As in the service: of two that match, the first one answers.
    if (!first.has(key)) first.set(key, route);
  }
  return [...first.values()];
}

function isBelow(basePath: string, path: string): boolean {
  return path === basePath || path.startsWith(`${basePath}/`);
}
