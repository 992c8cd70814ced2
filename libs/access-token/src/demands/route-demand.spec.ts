import { ConfigurationError } from '../errors';
import { demandsNothing, parseRouteDemands, type RouteDemand } from './route-demand';

const route: RouteDemand = {
  method: 'GET',
  path: '/orders/:id',
  public: false,
  scopes: { allOf: ['orders:read'], anyOf: [] },
  roles: [],
};

describe('parseRouteDemands', () => {
  it('returns the routes in their order, without members that it does not know', () => {
    const other = { ...route, method: 'ALL', path: '/orders/*rest' };
    const optional = { ...other, public: true, optional: true };
    const manifest = [{ ...route, route: 'OrdersController.find' }, other, optional];
    expect(parseRouteDemands(manifest)).toEqual([route, other, optional]);
  });

  it.each<[string, unknown, string]>([
    ['no list', { ...route }, 'manifest: Invalid input: expected array'],
    ['nothing', undefined, 'manifest: Invalid input: expected array'],
    ['an empty list', [], 'manifest: must list at least one route'],
    ['an unknown method', [{ ...route, method: 'get' }], '0.method: '],
    ['a path without its slash', [{ ...route, path: 'orders' }], '0.path: '],
    ['a flag as text', [{ ...route, public: 'false' }], '0.public: '],
    ['no scopes', [{ ...route, scopes: undefined }], '0.scopes: '],
    ['scopes as a flat list', [{ ...route, scopes: ['orders:read'] }], '0.scopes: '],
    ['half of the scopes', [{ ...route, scopes: { allOf: [] } }], '0.scopes.anyOf: '],
    ['an empty scope', [{ ...route, scopes: { allOf: [''], anyOf: [] } }], '0.scopes.allOf.0: '],
    ['a guarded route that is optional', [{ ...route, optional: true }], '0.optional: only a public route'],
    ['an optional that is no flag', [{ ...route, public: true, optional: 'true' }], '0.optional: '],
    ['an empty role', [{ ...route, roles: [''] }], '0.roles.0: '],
  ])('rejects %s', (_name, manifest, fault) => {
    expect(() => parseRouteDemands(manifest)).toThrow(ConfigurationError);
    expect(() => parseRouteDemands(manifest)).toThrow(`The route manifest is not valid:\n  ${fault}`);
  });

  it('lists every fault in one message', () => {
    const parse = () => parseRouteDemands([{ ...route, method: 'FETCH' }, route, { ...route, roles: 'admin' }]);
    expect(parse).toThrow(/^The route manifest is not valid:\n {2}0\.method: .*\n {2}2\.roles: .*$/);
  });
});

describe('demandsNothing', () => {
  const nothing = { ...route, scopes: { allOf: [], anyOf: [] } };

  it.each<[boolean, string, RouteDemand]>([
    [true, 'no demand', nothing],
    [false, 'a public route', { ...nothing, public: true }],
    [false, 'a scope', route],
    [false, 'a choice of scopes', { ...nothing, scopes: { allOf: [], anyOf: ['a', 'b'] } }],
    [false, 'a role', { ...nothing, roles: ['admin'] }],
  ])('is %s for %s', (expected, _name, demand) => {
    expect(demandsNothing(demand)).toBe(expected);
  });
});
