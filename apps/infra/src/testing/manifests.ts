import { type RouteDemand } from '@gatehouse/access-token';

const route = (method: RouteDemand['method'], path: string, demands: Partial<RouteDemand> = {}): RouteDemand => ({
  method,
  path,
  public: false,
  scopes: { allOf: [], anyOf: [] },
  roles: [],
  ...demands,
});
const open = { public: true };
const scope = (...allOf: string[]) => ({ scopes: { allOf, anyOf: [] } });

/** A manifest with every kind of demand. */
export const messagesManifest: readonly RouteDemand[] = [
  route('GET', '/messages/openapi.json', open),
  route('GET', '/messages/docs', open),
  route('GET', '/messages/docs/*path', open),
  route('GET', '/.well-known/oauth-protected-resource/messages', open),
  route('GET', '/health/live', open),
  route('GET', '/messages', open),
  route('POST', '/messages', scope('messages:write')),
  route('GET', '/messages/mine', scope('messages:read')),
  route('GET', '/messages/:id', open),
  route('PATCH', '/messages/:id', scope('messages:write')),
  route('DELETE', '/messages/:id', { scopes: { allOf: [], anyOf: ['messages:write', 'messages:moderate'] } }),
];

export const authManifest: readonly RouteDemand[] = [
  route('ALL', '/auth/oauth2/*path', open),
  route('GET', '/auth/.well-known/jwks.json', open),
  route('GET', '/auth/.well-known/openid-configuration', open),
  route('GET', '/.well-known/oauth-authorization-server/auth', open),
  route('GET', '/.well-known/openid-configuration/auth', open),
  route('GET', '/.well-known/oauth-protected-resource/auth', open),
  route('GET', '/health/live', open),
  route('POST', '/auth/signup', open),
  route('POST', '/auth/login', open),
  route('POST', '/auth/logout'),
  route('GET', '/auth/sessions', { roles: ['user'] }),
  route('DELETE', '/auth/sessions', { roles: ['user'] }),
  route('DELETE', '/auth/sessions/:id', { roles: ['user'] }),
  route('GET', '/auth/me', { roles: ['user'] }),
  route('GET', '/auth/users', { ...scope('users:manage'), roles: ['admin'] }),
  route('PUT', '/auth/users/:id/roles', { ...scope('users:manage'), roles: ['admin'] }),
];

/** A manifest of a service that the workspace does not have. */
export const ordersManifest: readonly RouteDemand[] = [
  route('GET', '/orders/openapi.json', open),
  route('GET', '/.well-known/oauth-protected-resource/orders', open),
  route('GET', '/health/live', open),
  route('GET', '/orders', scope('orders:read')),
  route('GET', '/orders/:id', { scopes: { allOf: [], anyOf: ['orders:read', 'orders:refund'] } }),
  route('POST', '/orders/:id/refund', scope('orders:refund')),
];
