import type { ScopeCard } from '@gatehouse/service-card';
import type { Api } from '../registry';

/** A scope of the tests. */
export function scope(name: string, roles: readonly string[] = ['user'], clients = false): ScopeCard {
  return { name, title: `The scope ${name}`, detail: 'In small print', roles, clients };
}

/** An API of the tests, from a card. */
export function api(name: string, scopes: readonly ScopeCard[], more: Partial<Api> = {}): Api {
  return {
    name,
    title: `The API ${name}`,
    resource: `https://api.example.com/${name}`,
    scopes,
    fromCard: true,
    ...more,
  };
}
