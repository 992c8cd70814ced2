import type { ScopeCard } from '@gatehouse/service-card';
import type { Api, Registry, RegistryContent, Role } from './registry';

/** The difference of two registries in plain words, one line a change: `+ scope SCOPE of API (roles user, admin)`. */
export function changesBetween(before: Registry, after: RegistryContent): string[] {
  return [
    ...differences(before.roles, after.roles, roleLine),
    ...differences(before.apis, after.apis, apiLine),
    ...differences(scopesIn(before.apis), scopesIn(after.apis), scopeLine),
  ];
}

interface ScopeOfApi extends ScopeCard {
  readonly api: string;
}

function scopesIn(apis: readonly Api[]): ScopeOfApi[] {
  return apis.flatMap(({ name: api, scopes }) => scopes.map((scope) => ({ ...scope, api })));
}

function roleLine({ name }: Role): string {
  return `role ${name}`;
}

function apiLine({ name, resource }: Api): string {
  return `api ${name} (${resource})`;
}

function scopeLine({ name, api, roles, clients }: ScopeOfApi): string {
  return `scope ${name} of ${api} (roles ${roles.join(', ')}${clients ? '; clients' : ''})`;
}

function differences<T extends { readonly name: string }>(
  before: readonly T[],
  after: readonly T[],
  line: (item: T) => string,
): string[] {
  const old = new Map(before.map((item) => [item.name, item]));
  const kept = new Set(after.map(({ name }) => name));
  return [
    ...before.filter(({ name }) => !kept.has(name)).map((item) => `- ${line(item)}`),
    ...after.flatMap((item) => {
      const seen = old.get(item.name);
      if (!seen) return [`+ ${line(item)}`];
      if (line(seen) !== line(item)) return [`~ ${line(seen)} -> ${line(item)}`];
      return own(seen) === own(item) ? [] : [`~ ${line(item)}: other details`];
    }),
  ];
}

/** An item without its scopes, which have lines of their own. Keys are sorted: a store gives them back in any order. */
function own(item: object): string {
  const entries = Object.entries(item).filter(([key]) => key !== 'scopes');
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
