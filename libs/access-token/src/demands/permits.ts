import type { Principal } from '../principal';
import type { Demand } from './route-demand';

/** The part of a `Principal` that demands are compared with. */
export type Grants = Pick<Principal, 'scopes' | 'roles'>;

/** Names that a principal lacks: with `all` it needs each of them, with `any` at least one. */
export interface UnmetDemand {
  readonly need: 'all' | 'any';
  readonly names: readonly string[];
}

/** Returns the scopes that the principal lacks, or undefined if it has what the demand requires. */
export function unmetScopes(demand: Demand, principal: Grants | undefined): UnmetDemand | undefined {
  if (demand.public) return undefined;
  const { allOf, anyOf } = demand.scopes;
  const held = principal?.scopes;
  if (!hasAll(allOf, held)) return { need: 'all', names: allOf.filter((scope) => held?.has(scope) !== true) };
  return anyOf.length === 0 || hasAny(anyOf, held) ? undefined : { need: 'any', names: anyOf };
}

/** Returns the roles of which the principal has none, or undefined if it has what the demand requires. */
export function unmetRoles(demand: Demand, principal: Grants | undefined): UnmetDemand | undefined {
  const { public: isPublic, roles } = demand;
  return isPublic || roles.length === 0 || hasAny(roles, principal?.roles) ? undefined : { need: 'any', names: roles };
}

/** Returns true if the principal may call the route. */
export function permits(demand: Demand, principal: Grants): boolean {
  return unmetScopes(demand, principal) === undefined && unmetRoles(demand, principal) === undefined;
}

// Loops, not every() and some(): guards run them for each request, and a closure each time would cost.
function hasAll(names: readonly string[], held: ReadonlySet<string> | undefined): boolean {
  for (const name of names) {
    if (held?.has(name) !== true) return false;
  }
  return true;
}

function hasAny(names: readonly string[], held: ReadonlySet<string> | undefined): boolean {
  for (const name of names) {
    if (held?.has(name) === true) return true;
  }
  return false;
}
