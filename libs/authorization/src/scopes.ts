import type { ScopeCard } from '@gatehouse/service-card';
import type { Api, Registry } from './registry';

/** In place of a resource identifier: the audience of the whole system, which covers the scopes of all APIs. */
export const everyApi = Symbol('everyApi');

/** What a token is asked for: the API with this resource identifier, or all of them. */
export type Target = string | typeof everyApi;

/** Who a scope is for: a user with these roles, or a client on its own behalf (RFC 6749 §4.4). */
export type Subject = { readonly roles: readonly string[] } | 'client';

/** The API with this resource identifier. */
export function apiOf({ apis }: Registry, resource: string): Api | undefined {
  return apis.find((api) => api.resource === resource);
}

/** The scopes of a target; undefined where no API has the resource identifier. */
export function scopesOf(registry: Registry, target: Target): readonly ScopeCard[] | undefined {
  return target === everyApi ? registry.apis.flatMap(({ scopes }) => scopes) : apiOf(registry, target)?.scopes;
}

/** The names of all scopes of a target, without regard to who can have them. */
export function allScopes(registry: Registry, target: Target = everyApi): string[] {
  return (scopesOf(registry, target) ?? []).map(({ name }) => name);
}

/** The names of the scopes of a target that the subject can have. An unknown target has none. */
export function scopesFor(registry: Registry, target: Target, subject: Subject): string[] {
  const isFor = ({ roles, clients }: ScopeCard) =>
    subject === 'client' ? clients : roles.some((role) => subject.roles.includes(role));
  return (scopesOf(registry, target) ?? []).filter(isFor).map(({ name }) => name);
}

/** Says whether an API has a scope of this name. */
export function isApiScope(registry: Registry, name: string): boolean {
  return scopeText(registry, name) !== undefined;
}

/** The text of a scope for the consent page. */
export function scopeText(registry: Registry, name: string): Pick<ScopeCard, 'title' | 'detail'> | undefined {
  return scopesOf(registry, everyApi)?.find((scope) => scope.name === name);
}

/** Says whether the registry has a role of this name. */
export function isRole({ roles }: Registry, name: string): boolean {
  return roles.some((role) => role.name === name);
}
