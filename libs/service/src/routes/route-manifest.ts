import { type RouteDemand } from '@gatehouse/access-token';
import { routeDeclarations } from '@gatehouse/auth';
import { type INestApplicationContext } from '@nestjs/common';
import { documentationPaths } from '../openapi/openapi';
import { type ServiceDefinition } from '../service';

/** Every route of an initialised service in the order in which they are asked, and what its decorators demand. */
export function routeManifest(definition: ServiceDefinition, app: INestApplicationContext): RouteDemand[] {
  const unguarded = [...(definition.mountedRoutes ?? []), ...documentationPaths(definition.card.basePath)];
  return [
    ...unguarded.map((route) => ({ ...route, public: true, scopes: { allOf: [], anyOf: [] }, roles: [] })),
    ...routeDeclarations(app).map(({ route: _, ...demand }) => demand),
  ];
}
