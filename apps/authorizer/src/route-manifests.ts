import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRouteDemands, type RouteDemand } from '@gatehouse/access-token';

/** Reads `SERVICE/routes.json` of every service; without a directory those beside the bundle. */
export function routesOf(directory = join(__dirname, 'routes')): RouteDemand[] {
  const services = readdirSync(directory).sort();
  return services.flatMap((service) =>
    parseRouteDemands(JSON.parse(readFileSync(join(directory, service, 'routes.json'), 'utf8'))),
  );
}
