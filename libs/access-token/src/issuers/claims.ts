import { LRUCache } from 'lru-cache';
import { InvalidTokenError } from '../errors';
import type { ClaimPath } from './issuer-options';

type Claims = Readonly<Record<string, unknown>>;

/** The value at a path, own members only: names such as `constructor` find nothing. */
export function claimAt(claims: Claims, path: ClaimPath): unknown {
  if (typeof path === 'string') return Object.hasOwn(claims, path) ? claims[path] : undefined;
  let value: unknown = claims;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Claims)[name];
  }
  return value;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** A name that is stored, compared and logged: not empty, without control characters or space around it. */
export function nameClaim(claims: Claims, path: ClaimPath): string {
  const value = claimAt(claims, path);
  if (typeof value !== 'string' || value === '' || value.trim() !== value || CONTROL.test(value)) {
    throw new InvalidTokenError('claims', `${typeof path === 'string' ? path : path.join('.')} is not a name`);
  }
  return value;
}

/** A NumericDate (RFC 7519 §2): seconds since the epoch, perhaps with a fraction. */
export function dateClaim(claims: Claims, name: string): number {
  const value = claims[name];
  if (typeof value !== 'number' || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    throw new InvalidTokenError('claims', `${name} is not a date`);
  }
  return value;
}

/** `aud` (RFC 7519 §4.1.3) as a list. */
export function audienceClaim(claims: Claims): readonly string[] {
  const aud = claimAt(claims, 'aud');
  const values: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (values.length === 0 || !values.every((value) => typeof value === 'string' && value !== '')) {
    throw new InvalidTokenError('claims', 'aud is not a string or an array of strings');
  }
  return values as readonly string[];
}

/** Refuses a token that is for none of the given audiences (RFC 9068 §4); null accepts any. */
export function checkAudience(claims: Claims, accepted: ReadonlySet<string> | null): void {
  const audience = audienceClaim(claims);
  if (accepted !== null && !audience.some((value) => accepted.has(value))) {
    throw new InvalidTokenError('audience', 'aud names none of the accepted audiences');
  }
}

/** RFC 6749 §3.3: scope-token. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Scopes that were read before: many tokens hold the same. */
const knownScopes = new LRUCache<string, ReadonlySet<string>>({
  max: 1000,
  memoMethod: (scope) => namesIn(scope.split(' '), SCOPE_TOKEN),
});

/** The parts of a space-delimited scope (RFC 6749 §3.3). A claim of any other shape grants nothing. */
export function scopesOf(value: unknown): ReadonlySet<string> {
  return typeof value === 'string' ? knownScopes.memo(value) : NOTHING;
}

/** Scopes of an issuer that lists them in an array. */
export function scopesOfStringOrList(value: unknown): ReadonlySet<string> {
  return isListOfStrings(value) ? namesIn(value, SCOPE_TOKEN) : scopesOf(value);
}

/** Roles (RFC 9068 §2.2.3.1) are an array of strings. A claim of any other shape grants nothing. */
export function rolesOf(value: unknown): ReadonlySet<string> {
  return isListOfStrings(value) ? namesIn(value, /^.+$/su) : NOTHING;
}

function isListOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function namesIn(values: readonly string[], pattern: RegExp): ReadonlySet<string> {
  return new FrozenSet(values.filter((value) => pattern.test(value)));
}

/** A principal may be shared by many requests, so none of them may add to what it grants. */
class FrozenSet extends Set<string> {
  constructor(values: readonly string[]) {
    super();
    for (const value of values) super.add(value);
    Object.freeze(this);
  }
  override add(): never {
    throw new TypeError('the scopes and roles of a principal cannot be changed');
  }
  override delete(): never {
    throw new TypeError('the scopes and roles of a principal cannot be changed');
  }
  override clear(): never {
    throw new TypeError('the scopes and roles of a principal cannot be changed');
  }
}

const NOTHING: ReadonlySet<string> = new FrozenSet([]);
