import { documentationPaths } from '../openapi/openapi';
import { type ServiceDefinition } from '../service';
import { type MountedRoute } from './allowed-methods';

/** What middleware answers, past the guards: the routes that the service mounts, and its documentation. */
export function mountedRoutes({
  card,
  mountedRoutes: own = [],
}: Pick<ServiceDefinition, 'card' | 'mountedRoutes'>): MountedRoute[] {
  return [...own, ...documentationPaths(card.basePath)];
}
