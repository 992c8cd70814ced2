/** Scopes about the user, for the client. They need no role and belong to no API. */
export const identityScopes = ['openid', 'profile', 'email', 'offline_access'] as const;

/** Those that the JSON sign-in grants. */
export const jsonSignInScope = 'openid profile email';
