import { createTestKey } from '@gatehouse/access-token/testing';
import type { PortRequest } from './requests';

const seconds = Math.floor(Date.now() / 1000);
const list = { method: 'GET', path: '/orders' } as const;

/** What is asked of the orders of docs/coming-from/passport-jwt.md. */
export const passportRequests: readonly PortRequest[] = [
  { name: 'a public route', method: 'GET', path: '/orders/open' },
  { name: 'a public route, bad token', method: 'GET', path: '/orders/open', token: 'no.token.atall' },
  { name: 'no token', ...list },
  { name: 'a good token', ...list, token: {} },
  { name: 'no JWT', ...list, token: 'opaque' },
  { name: 'an expired token', ...list, token: { exp: seconds - 60 } },
  { name: 'another issuer', ...list, token: { iss: 'https://elsewhere.example.com' } },
  { name: 'another audience', ...list, token: { aud: 'urn:example:other' } },
  {
    name: 'a signature of another key',
    ...list,
    token: {},
    mint: (issuer, options) =>
      issuer.mint({ ...options, key: { ...createTestKey('foreign'), kid: issuer.keys[0]?.kid ?? '' } }),
  },
  { name: 'a role', method: 'DELETE', path: '/orders/1', token: { roles: ['admin'] } },
  { name: 'another role', method: 'DELETE', path: '/orders/1', token: { roles: ['clerk'] } },
  { name: 'an unknown path', method: 'GET', path: '/nothing' },
  {
    name: 'an ID token',
    ...list,
    token: {},
    mint: (issuer) => issuer.mintIdToken(),
  },
  {
    name: 'a header that must be understood',
    ...list,
    token: {},
    mint: (issuer, options) => issuer.mint({ ...options, header: { crit: ['x'], x: 1 } }),
  },
  { name: 'a token without expiry', ...list, token: { exp: undefined } },
  { name: 'a token that is bound to a key', ...list, token: { cnf: { jkt: 'x' } } },
  {
    name: 'roles as one text with the name in it',
    method: 'DELETE',
    path: '/orders/1',
    token: { roles: 'no-admin-here' },
  },
];
