import { routeDeclarations } from '@gatehouse/auth';
import { type INestApplicationContext } from '@nestjs/common';
import { documentationPaths } from '../openapi/openapi';
import { type ServiceDefinition } from '../service';

/** What one route demands, for whatever stands in front of the service. */
export interface RouteDemand {
  /** `GET`, `POST` … or `ALL`. A `GET` route answers `HEAD` too. */
  readonly method: string;
  /** As the router has it: `/messages/:id`; `*name` takes the rest of the path. Of two that match, the first one answers. */
  readonly path: string;
  readonly public: boolean;
  /** All of `allOf` are needed, and of `anyOf` at least one; empty lists demand nothing. */
  readonly scopes: { readonly allOf: readonly string[]; readonly anyOf: readonly string[] };
  /** At least one of these is needed; empty: no such demand. */
  readonly roles: readonly string[];
}

/** Every route of an initialised service in the order in which they are asked, and what its decorators demand. */
export function routeManifest(definition: ServiceDefinition, app: INestApplicationContext): RouteDemand[] {
  const unguarded = [...(definition.mountedRoutes ?? []), ...documentationPaths(definition.basePath)];
  return [
    ...unguarded.map((route) => ({ ...route, public: true, scopes: { allOf: [], anyOf: [] }, roles: [] })),
    ...routeDeclarations(app).map((route) => ({
      method: route.method,
      path: route.path,
      public: route.public,
      scopes: { allOf: route.scopes, anyOf: route.anyScope },
      roles: route.roles,
    })),
  ];
}
