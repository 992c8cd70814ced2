import { type ScopeCard, scopesOfNoApi } from '@gatehouse/service-card';
import type { Api, Registry, RegistryContent } from './registry';
import type { RegistryFault } from './registry-error';
import { apiSchema } from './registry.schema';

// Bytes. A DynamoDB item can have 400 KB, and its own encoding adds to the JSON.
const largestRegistry = 300_000;

/** What is wrong with a registry, whatever was there before. */
export function contentFaults({ apis, roles }: RegistryContent): RegistryFault[] {
  const known = new Set(roles.map(({ name }) => name));
  return [
    ...apis.flatMap(shapeFaults),
    ...apis.flatMap((api) => api.scopes.flatMap((scope) => roleFaults(api, scope, known))),
    ...twice('The API name', apis, ({ name }) => [name]),
    ...twice('The resource', apis, ({ resource }) => [URL.parse(resource)?.href ?? resource]),
    ...twice('The scope', apis, ({ scopes }) => scopes.map(({ name }) => name)),
    ...sizeFaults({ apis, roles }),
  ];
}

function shapeFaults(api: Api): RegistryFault[] {
  const issues = apiSchema.safeParse(api).error?.issues ?? [];
  const faults = issues.map(({ path, message }) => `The API ${api.name}: ${path.map(String).join('.')}: ${message}.`);
  const reserved = api.scopes.filter(({ name }) => scopesOfNoApi.has(name));
  faults.push(...reserved.map(({ name }) => `The API ${api.name}: the scope ${name} is a scope of OpenID Connect.`));
  return faults.map((text) => ({ kind: 'invalid', text }));
}

function roleFaults(api: Api, { name, roles }: ScopeCard, known: ReadonlySet<string>): RegistryFault[] {
  return roles
    .filter((role) => !known.has(role))
    .map((role) => ({
      kind: 'invalid',
      text: `The scope ${name} of the API ${api.name} names the role ${role}, which does not exist.`,
    }));
}

function twice(what: string, apis: readonly Api[], valuesOf: (api: Api) => readonly string[]): RegistryFault[] {
  const owners = new Map<string, string>();
  const faults: RegistryFault[] = [];
  for (const api of apis) {
    for (const value of valuesOf(api)) {
      const owner = owners.get(value);
      if (owner === undefined) owners.set(value, api.name);
      else faults.push({ kind: 'conflict', text: `${what} ${value} of the API ${api.name} is taken by ${owner}.` });
    }
  }
  return faults;
}

function sizeFaults(content: RegistryContent): RegistryFault[] {
  if (Buffer.byteLength(JSON.stringify(content)) <= largestRegistry) return [];
  return [{ kind: 'invalid', text: `The registry would have more than ${largestRegistry} bytes.` }];
}

/** Where the next registry gives an existing scope to more subjects, or to another API. */
export function wideningFaults(before: Registry, after: RegistryContent): RegistryFault[] {
  const owned = new Map(before.apis.flatMap((api) => api.scopes.map((scope) => [scope.name, { api, scope }] as const)));
  return after.apis.flatMap((api) =>
    api.scopes.flatMap((scope) => {
      const old = owned.get(scope.name);
      if (!old) return [];
      const added = scope.roles.filter((role) => !old.scope.roles.includes(role));
      const faults = [
        ...added.map((role) => `to the role ${role}`),
        ...(scope.clients && !old.scope.clients ? ['to clients on their own behalf'] : []),
        ...(old.api.name === api.name ? [] : [`from the API ${old.api.name} to the API ${api.name}`]),
      ];
      return faults.map<RegistryFault>((fault) => ({
        kind: 'widening',
        text: `The change widens the scope ${scope.name} ${fault}, and widening was not allowed.`,
      }));
    }),
  );
}
