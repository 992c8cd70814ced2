import { type RouteDemand } from '@gatehouse/access-token';
import { routeDeclarations } from '@gatehouse/auth';
import { type INestApplicationContext } from '@nestjs/common';
import { type ServiceDefinition } from '../service';
import { mountedRoutes } from './mounted-routes';

/** Every route of an initialised service in the order in which they are asked, and what its decorators demand. */
export function routeManifest(definition: ServiceDefinition, app: INestApplicationContext): RouteDemand[] {
  return [
    ...mountedRoutes(definition).map((route) => ({
      ...route,
      public: true,
      scopes: { allOf: [], anyOf: [] },
      roles: [],
    })),
    ...routeDeclarations(app).map(({ route: _, ...demand }) => demand),
  ];
}
