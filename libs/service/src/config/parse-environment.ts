import { ConfigurationError } from '@gatehouse/access-token';
import { type z } from 'zod';
import { useFaultWords } from '../input/fault-words';
import { resourceServerFaults } from './resource-server';

/** Parses environment variables; an empty variable counts as unset. Throws `ConfigurationError` with every fault at once. */
export function parseEnvironment<T extends z.ZodType>(schema: T, environment: Record<string, unknown>): z.infer<T> {
  useFaultWords();
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = schema.safeParse(set);
  const isResourceServer = 'AUTH_TRUSTED_ISSUERS' in ((schema as z.ZodType & { shape?: object }).shape ?? {});
  const faults = [
    ...(error?.issues ?? []).map((issue) => faultOf(issue, set)),
    ...(isResourceServer ? resourceServerFaults(set) : []),
  ];
  if (faults.length > 0) throw new ConfigurationError(faults, 'The configuration is not valid:');
  return data as z.infer<T>;
}

function faultOf({ path, message }: z.core.$ZodIssue, set: Readonly<Record<string, unknown>>): string {
  const name = String(path[0] ?? 'environment');
  const place = path.slice(1).map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return `${name}${place.join('')}: ${set[name] === undefined && path.length === 1 ? 'is required' : message}`;
}
