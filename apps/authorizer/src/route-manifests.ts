import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Route } from './route-table';

const names = z.array(z.string().min(1));
const manifest = z.array(
  z.object({
    method: z.string(),
    path: z.string().startsWith('/'),
    public: z.boolean(),
    scopes: z.object({ allOf: names, anyOf: names }),
    roles: names,
  }),
);

/** Reads `SERVICE/routes.json` of every service; without a directory those beside the bundle. */
export function routesOf(directory = join(__dirname, 'routes')): Route[] {
  const services = readdirSync(directory).sort();
  return services.flatMap((service) =>
    manifest.parse(JSON.parse(readFileSync(join(directory, service, 'routes.json'), 'utf8'))),
  );
}
