import type { z } from 'zod';
import { ConfigurationError } from './errors';

/** Formats the issues of a schema as `path: message`; an issue of the value itself gets `root` as its path. */
export function faultsOf({ issues }: z.ZodError, root = 'options'): string[] {
  return issues.map(({ path, message }) => `${path.length === 0 ? root : path.map(String).join('.')}: ${message}`);
}

/** Throws a `ConfigurationError` with every fault unless the schema accepts the options. */
export function checkOptions(schema: z.ZodType, options: unknown): void {
  const { error } = schema.safeParse(options);
  if (error) throw new ConfigurationError(faultsOf(error));
}
