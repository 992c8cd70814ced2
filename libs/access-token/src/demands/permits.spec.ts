import fc from 'fast-check';
import { permits, unmetRoles, unmetScopes } from './permits';
import { type Demand, demandsNothing } from './route-demand';

const names = ['a', 'b', 'c', 'constructor', '__proto__'];
const some = fc.subarray(names);
const demands: fc.Arbitrary<Demand> = fc.record({
  public: fc.boolean(),
  scopes: fc.record({ allOf: some, anyOf: some }),
  roles: some,
});
const principals = fc.record({
  scopes: some.map((held) => new Set(held)),
  roles: some.map((held) => new Set(held)),
});

/** The oracle: the rule, written once more in another way. */
function isAllowed({ public: open, scopes, roles }: Demand, held: { scopes: Set<string>; roles: Set<string> }) {
  const all = scopes.allOf.every((scope) => held.scopes.has(scope));
  const any = scopes.anyOf.length === 0 || [...held.scopes].some((scope) => scopes.anyOf.includes(scope));
  const role = roles.length === 0 || [...held.roles].some((name) => roles.includes(name));
  return open || (all && any && role);
}

describe('permits', () => {
  it('requires all of allOf, one of anyOf and one of the roles', () => {
    fc.assert(
      fc.property(demands, principals, (demand, principal) => {
        expect(permits(demand, principal)).toBe(isAllowed(demand, principal));
      }),
    );
  });

  it('never refuses a principal that gained a scope and a role', () => {
    fc.assert(
      fc.property(demands, principals, fc.constantFrom(...names), (demand, { scopes, roles }, more) => {
        const richer = { scopes: new Set([...scopes, more]), roles: new Set([...roles, more]) };
        expect(permits(demand, { scopes, roles }) && !permits(demand, richer)).toBe(false);
      }),
    );
  });

  it('admits a principal without scopes and roles exactly where nothing is demanded', () => {
    fc.assert(
      fc.property(demands, (demand) => {
        const isOpen = demand.public || demandsNothing(demand);
        expect(permits(demand, { scopes: new Set(), roles: new Set() })).toBe(isOpen);
      }),
    );
  });
});

describe('the unmet demand', () => {
  const demand = { public: false, scopes: { allOf: ['a', 'b'], anyOf: ['c', 'd'] }, roles: ['x', 'y'] };
  const scopes = (...held: string[]) => ({ scopes: new Set(held), roles: new Set<string>() });

  it('names the scopes that are missing of allOf', () => {
    expect(unmetScopes(demand, scopes('a', 'c'))).toEqual({ need: 'all', names: ['b'] });
    expect(unmetScopes(demand, scopes())).toEqual({ need: 'all', names: ['a', 'b'] });
  });

  it('names every choice of anyOf', () => {
    expect(unmetScopes(demand, scopes('a', 'b'))).toEqual({ need: 'any', names: ['c', 'd'] });
    expect(unmetScopes(demand, scopes('a', 'b', 'd'))).toBeUndefined();
  });

  it('names every role that would do', () => {
    expect(unmetRoles(demand, scopes('x'))).toEqual({ need: 'any', names: ['x', 'y'] });
    expect(unmetRoles(demand, { scopes: new Set(), roles: new Set(['y']) })).toBeUndefined();
  });

  it('is everything for a request without a principal, and nothing on a public route', () => {
    expect(unmetScopes(demand, undefined)).toEqual({ need: 'all', names: ['a', 'b'] });
    expect(unmetRoles(demand, undefined)).toEqual({ need: 'any', names: ['x', 'y'] });
    expect(unmetScopes({ ...demand, public: true }, undefined)).toBeUndefined();
    expect(unmetRoles({ ...demand, public: true }, undefined)).toBeUndefined();
  });
});
