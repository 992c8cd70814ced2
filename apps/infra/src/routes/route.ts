import { z } from 'zod';

const route = z.object({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ALL']),
  path: z.string().startsWith('/'),
  public: z.boolean(),
  scopes: z.object({ allOf: z.array(z.string()), anyOf: z.array(z.string()) }),
  roles: z.array(z.string()),
});

/** A route of a service and what it demands, as the service's own manifest says. */
export type Route = z.infer<typeof route>;

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
export function routesOf(service: string, manifest: unknown, anyToken: readonly string[] = []): readonly Route[] {
  const parsed = z.array(route).min(1).safeParse(manifest);
  if (!parsed.success) throw new RouteManifestError(service, z.prettifyError(parsed.error).split('\n'));
  const undeclared = parsed.data.filter(isUndeclared).map(({ method, path }) => `${method} ${path}`);
  const faults = [
    ...undeclared
      .filter((name) => !anyToken.includes(name))
      .map((name) => `${name} declares neither scopes nor roles, nor that it is public`),
    ...anyToken
      .filter((name) => !undeclared.includes(name))
      .map((name) => `${name} is said to want any token, but declares something or is gone`),
  ];
  if (faults.length > 0) throw new RouteManifestError(service, faults);
  return parsed.data;
}

function isUndeclared({ public: open, scopes, roles }: Route): boolean {
  return !open && [scopes.allOf, scopes.anyOf, roles].every(({ length }) => length === 0);
}

/**
 * The scopes of which API Gateway wants at least one. Where a route demands several, the service asks for the rest: what
 * passes here has at least one of them, so nobody who may call the route is refused.
 */
export function gatewayScopes({ scopes }: Route): readonly string[] {
  return scopes.allOf.length > 0 ? scopes.allOf : scopes.anyOf;
}
