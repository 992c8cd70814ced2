import { builtInRoles, emptyRegistry, type Registry } from './registry';
import { allScopes, everyApi, isApiScope, scopesFor, scopeText } from './scopes';
import { api, scope } from './testing/apis';

const orders = api('orders', [scope('orders:read', ['user', 'admin'], true), scope('orders:refund', ['admin'])]);
const messages = api('messages', [scope('messages:read', ['user'], true)]);
const registry: Registry = { version: 1, apis: [orders, messages], roles: builtInRoles };

describe('Scopes', () => {
  it('of an API are granted for the resource of that API alone', () => {
    expect(scopesFor(registry, orders.resource, { roles: ['user'] })).toEqual(['orders:read']);
    expect(scopesFor(registry, messages.resource, { roles: ['user'] })).toEqual(['messages:read']);
  });

  it('of all APIs are granted for the audience of the system', () => {
    expect(scopesFor(registry, everyApi, { roles: ['user'] })).toEqual(['orders:read', 'messages:read']);
    expect(scopesFor(registry, everyApi, { roles: ['admin'] })).toEqual(['orders:read', 'orders:refund']);
  });

  it.each([
    ['an unknown resource', 'https://api.example.com/elsewhere'],
    ['a resource with a slash more', `${orders.resource}/`],
    ['the description of the symbol', 'everyApi'],
  ])('are not granted for %s', (_, target) => {
    expect(scopesFor(registry, target, { roles: ['user', 'admin'] })).toEqual([]);
    expect(allScopes(registry, target)).toEqual([]);
  });

  it.each([[[]], [['root']], [['USER']], [['user ']]])('are not granted for the roles %j', (roles) => {
    expect(scopesFor(registry, everyApi, { roles })).toEqual([]);
  });

  it('are granted to a client on its own behalf only where they allow it', () => {
    expect(scopesFor(registry, everyApi, 'client')).toEqual(['orders:read', 'messages:read']);
    expect(scopesFor(registry, orders.resource, 'client')).toEqual(['orders:read']);
  });

  it('do not exist in an empty registry', () => {
    expect(allScopes(emptyRegistry)).toEqual([]);
    expect(scopesFor(emptyRegistry, everyApi, { roles: ['admin'] })).toEqual([]);
    expect(scopesFor(emptyRegistry, everyApi, 'client')).toEqual([]);
  });

  it.each(['toString', '__proto__', '', 'openid', 'orders'])('do not include %j', (name) => {
    expect(isApiScope(registry, name)).toBe(false);
    expect(scopeText(registry, name)).toBeUndefined();
  });
});
