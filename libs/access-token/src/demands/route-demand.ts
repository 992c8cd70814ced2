import { z } from 'zod';
import { ConfigurationError } from '../errors';
import { faultsOf } from '../faults';

/** What a caller must present. */
export interface Demand {
  /** True: no credentials are needed. */
  readonly public: boolean;
  /** True: a public route verifies the credentials that a caller sends, and rejects bad ones. Default: it reads none. */
  readonly optional?: boolean | undefined;
  /** Every scope of `allOf` is required, and at least one of `anyOf`. Empty lists require nothing. */
  readonly scopes: { readonly allOf: readonly string[]; readonly anyOf: readonly string[] };
  /** At least one of these roles is required. An empty list requires nothing. */
  readonly roles: readonly string[];
}

/** A route and what its callers must present: one entry of a service's `routes.json`. */
export interface RouteDemand extends Demand {
  /** `ALL` stands for every method. A `GET` route answers `HEAD` too. */
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'ALL';
  /** The router's path: `/messages/:id`; `*name` takes the rest of the path. The first matching route answers. */
  readonly path: string;
}

/** Made per call: programs that read no manifest do not pay for the schema when they start. */
function manifestSchema() {
  const names = z.array(z.string().min(1));
  const route = z.object({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ALL']),
    path: z.string().startsWith('/'),
    public: z.boolean(),
    optional: z.boolean().optional(),
    scopes: z.object({ allOf: names, anyOf: names }),
    roles: names,
  }) satisfies z.ZodType<RouteDemand>;
  const sound = route.refine((demand) => demand.public || demand.optional !== true, {
    path: ['optional'],
    message: 'only a public route can be optional',
  });
  return z.array(sound).min(1, 'must list at least one route');
}

/** Reads a route manifest and drops unknown members. Throws one `ConfigurationError` that lists every fault. */
export function parseRouteDemands(manifest: unknown): RouteDemand[] {
  const { data, error } = manifestSchema().safeParse(manifest);
  if (error) throw new ConfigurationError(faultsOf(error, 'manifest'), 'The route manifest is not valid:');
  return data;
}

/** Returns true if any verified principal satisfies a demand that is not public. */
export function demandsNothing({ public: isPublic, scopes, roles }: Demand): boolean {
  return !isPublic && scopes.allOf.length === 0 && scopes.anyOf.length === 0 && roles.length === 0;
}
