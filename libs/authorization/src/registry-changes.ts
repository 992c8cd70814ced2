import { changesBetween } from './changes';
import { contentFaults, wideningFaults } from './faults';
import { type Api, isBuiltInRole, type Registry, type RegistryContent, type Role } from './registry';
import { RegistryError, type RegistryFault } from './registry-error';

/** Whether a change can give an existing scope to more subjects. Default: no. */
export interface Widening {
  readonly allowWidening?: boolean | undefined;
}

/** How APIs from cards are applied. */
export interface Application extends Widening {
  /** Removes the APIs that came from cards and are not among the given ones. Default: no. */
  readonly prune?: boolean | undefined;
}

/** A registry after a change, and the change in plain words. */
export interface ChangedRegistry {
  readonly content: RegistryContent;
  readonly changes: readonly string[];
}

function changed(before: Registry, content: RegistryContent, { allowWidening }: Widening): ChangedRegistry {
  const faults = [...contentFaults(content), ...(allowWidening ? [] : wideningFaults(before, content))];
  if (faults.length > 0) throw new RegistryError(faults);
  return { content, changes: changesBetween(before, content) };
}

function replaced<T extends { readonly name: string }>(items: readonly T[], next: T): T[] {
  const exists = items.some(({ name }) => name === next.name);
  return exists ? items.map((item) => (item.name === next.name ? next : item)) : [...items, next];
}

/** Applies the APIs of cards, with the roles that they name. Throws `RegistryError`. */
export function withCardApis(registry: Registry, apis: readonly Api[], options: Application = {}): ChangedRegistry {
  const given = new Set(apis.map(({ name }) => name));
  const repeated = apis.filter(({ name }, index) => apis.findIndex((api) => api.name === name) < index);
  if (repeated.length > 0) {
    throw new RegistryError(
      repeated.map(({ name }) => ({ kind: 'conflict', text: `The API name ${name} is given twice.` })),
    );
  }
  const kept = registry.apis.filter(({ name, fromCard }) => !options.prune || !fromCard || given.has(name));
  const next = apis.reduce(replaced<Api>, kept);
  const roles = [...registry.roles];
  for (const { name: api, scopes } of apis) {
    for (const role of scopes.flatMap((scope) => scope.roles)) {
      if (!roles.some(({ name }) => name === role)) roles.push({ name: role, description: `Named by the API ${api}.` });
    }
  }
  return changed(registry, { apis: next, roles }, options);
}

/** Adds an API or replaces the one of its name. Throws `RegistryError`. */
export function withApi(registry: Registry, api: Omit<Api, 'fromCard'>, options: Widening = {}): ChangedRegistry {
  const fromCard = registry.apis.find(({ name }) => name === api.name)?.fromCard ?? false;
  const { name, title, resource, scopes } = api;
  const apis = replaced(registry.apis, { name, title, resource, scopes, fromCard });
  return changed(registry, { apis, roles: registry.roles }, options);
}

/** Removes an API and its scopes. */
export function withoutApi(registry: Registry, name: string): ChangedRegistry {
  const apis = registry.apis.filter((api) => api.name !== name);
  return changed(registry, { apis, roles: registry.roles }, {});
}

/** Adds a role or replaces its description. */
export function withRole(registry: Registry, { name, description }: Role): ChangedRegistry {
  const roles = replaced(registry.roles, { name, description });
  return changed(registry, { apis: registry.apis, roles }, {});
}

/** Removes a role. Throws `RegistryError` for a built-in role and for a role that a scope names. */
export function withoutRole(registry: Registry, name: string): ChangedRegistry {
  const faults: RegistryFault[] = registry.apis.flatMap((api) =>
    api.scopes
      .filter(({ roles }) => roles.includes(name))
      .map((scope) => ({
        kind: 'conflict',
        text: `The scope ${scope.name} of the API ${api.name} names the role ${name}.`,
      })),
  );
  if (isBuiltInRole(name)) faults.push({ kind: 'conflict', text: `The role ${name} is built in and stays.` });
  if (faults.length > 0) throw new RegistryError(faults);
  return changed(registry, { apis: registry.apis, roles: registry.roles.filter((role) => role.name !== name) }, {});
}
