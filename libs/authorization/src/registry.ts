import type { ScopeCard } from '@gatehouse/service-card';

/** An API that tokens can be asked for. */
export interface Api {
  /** The name of its service. */
  readonly name: string;
  readonly title: string;
  /** Its resource identifier (RFC 8707 §2): an absolute URI. It is also the audience of the API's tokens. */
  readonly resource: string;
  readonly scopes: readonly ScopeCard[];
  /** True where a service card declares the API, false where an administrator added it. */
  readonly fromCard: boolean;
}

/** A role that users can have. */
export interface Role {
  readonly name: string;
  readonly description: string;
}

/** All APIs, their scopes, and the roles that can have them. */
export interface Registry {
  /** Grows by one with every change; 0 where nothing was written yet. */
  readonly version: number;
  readonly apis: readonly Api[];
  readonly roles: readonly Role[];
}

/** The parts of a registry that a change replaces. */
export type RegistryContent = Pick<Registry, 'apis' | 'roles'>;

/** The role of everyone who signs up. */
export const userRole = 'user';

/** The role of administrators. */
export const administratorRole = 'admin';

/** Roles that always exist and cannot be deleted. */
export const builtInRoles: readonly Role[] = [
  { name: userRole, description: 'Everyone who signs up.' },
  { name: administratorRole, description: 'Manages users, roles and APIs.' },
];

/** The registry before the first change: no API, so no scope. */
export const emptyRegistry: Registry = { version: 0, apis: [], roles: builtInRoles };

/** Says whether the role always exists. */
export function isBuiltInRole(name: string): boolean {
  return builtInRoles.some((role) => role.name === name);
}
