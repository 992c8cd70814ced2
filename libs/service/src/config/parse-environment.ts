import { type z } from 'zod';

/** The environment does not fit: one line a variable, by name, never by value. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(['The configuration is not valid:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'ConfigurationError';
  }
}

/** Parses environment variables; an empty variable counts as unset. Throws `ConfigurationError` with every fault at once. */
export function parseEnvironment<T extends z.ZodType>(schema: T, environment: Record<string, unknown>): z.infer<T> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  throw new ConfigurationError(
    result.error.issues.map(({ path, message }) => {
      const name = String(path[0] ?? 'environment');
      return `${name}: ${set[name] === undefined && path.length === 1 ? 'is required' : message}`;
    }),
  );
}
