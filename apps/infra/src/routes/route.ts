import { ConfigurationError, demandsNothing, parseRouteDemands, type RouteDemand } from '@gatehouse/access-token';

/** A manifest that the infrastructure cannot be made from: one line a route. */
export class RouteManifestError extends Error {
  constructor(service: string, faults: readonly string[]) {
    super([`The route manifest of ${service} cannot be used:`, ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'RouteManifestError';
  }
}

/**
 * Reads a manifest. A route that declares nothing is a fault, since nobody has thought about who may call it, unless
 * `anyToken` says that a valid token is all it wants, as in `POST /auth/logout`.
 */
export function routesOf(service: string, manifest: unknown, anyToken: readonly string[] = []): readonly RouteDemand[] {
  const routes = parsed(service, manifest);
  const undeclared = routes.filter(demandsNothing).map(({ method, path }) => `${method} ${path}`);
  const faults = [
    ...undeclared
      .filter((name) => !anyToken.includes(name))
      .map((name) => `${name} declares neither scopes nor roles, nor that it is public`),
    ...anyToken
      .filter((name) => !undeclared.includes(name))
      .map((name) => `${name} is said to want any token, but declares something or is gone`),
  ];
  if (faults.length > 0) throw new RouteManifestError(service, faults);
  return routes;
}

function parsed(service: string, manifest: unknown): readonly RouteDemand[] {
  try {
    return parseRouteDemands(manifest);
  } catch (error) {
    if (error instanceof ConfigurationError) throw new RouteManifestError(service, error.faults);
    throw error;
  }
}

/**
 * The scopes of which API Gateway wants at least one. Where a route demands several, the service asks for the rest: what
 * passes here has at least one of them, so nobody who may call the route is refused.
 */
export function gatewayScopes({ scopes }: RouteDemand): readonly string[] {
  return scopes.allOf.length > 0 ? scopes.allOf : scopes.anyOf;
}
