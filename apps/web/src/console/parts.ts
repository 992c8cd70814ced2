import { consoleScopes, usePerson } from '../session/session';

/** A part of the console. */
export type Part = keyof typeof consoleScopes;

export const partPaths: Readonly<Record<Part, string>> = {
  users: '/console/users',
  registry: '/console/apis',
  clients: '/console/clients',
  keys: '/console/keys',
  audit: '/console/audit',
};

/** The parts that the person may see, in their order. */
export function useParts(): Part[] {
  const person = usePerson();
  return (Object.keys(consoleScopes) as Part[]).filter((part) => person?.scopes.has(consoleScopes[part]));
}
