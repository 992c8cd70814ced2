export type Role = 'user' | 'moderator' | 'admin';

/** Scopes about the person, for the client. They need no role. */
export const identityScopes = ['openid', 'profile', 'email', 'offline_access'] as const;

/** Scopes of the API, and the roles that allow each: a token never says more than its subject may. */
const rolesForScope = {
  'messages:read': ['user', 'moderator', 'admin'],
  'messages:write': ['user', 'moderator', 'admin'],
  'messages:moderate': ['moderator', 'admin'],
  'users:manage': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type ApiScope = keyof typeof rolesForScope;

export const apiScopes = Object.keys(rolesForScope) as ApiScope[];

export function isApiScope(scope: string): scope is ApiScope {
  return Object.hasOwn(rolesForScope, scope);
}

/** What of the API somebody with these roles may be given. */
export function apiScopesFor(roles: readonly string[]): ApiScope[] {
  return apiScopes.filter((scope) => rolesForScope[scope].some((role) => roles.includes(role)));
}
