import { ConfigurationError } from '@gatehouse/access-token';
import { type z } from 'zod';
import { useFaultWords } from '../input/fault-words';

/** Parses environment variables; an empty variable counts as unset. Throws `ConfigurationError` with every fault at once. */
export function parseEnvironment<T extends z.ZodType>(schema: T, environment: Record<string, unknown>): z.infer<T> {
  useFaultWords();
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  throw new ConfigurationError(
    result.error.issues.map(({ path, message }) => {
      const name = String(path[0] ?? 'environment');
      const place = path.slice(1).map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
      return `${name}${place.join('')}: ${set[name] === undefined && path.length === 1 ? 'is required' : message}`;
    }),
    'The configuration is not valid:',
  );
}
