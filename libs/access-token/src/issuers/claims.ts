import { LRUCache } from 'lru-cache';
import { described, describedText, finding } from '../described';
import { type Finding, InvalidTokenError } from '../errors';
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

/** A path as logs and faults show it. */
export function shownPath(path: ClaimPath): string {
  return typeof path === 'string' ? path : path.join('.');
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * A name that is stored, compared and logged: not empty, without control characters or space around it. Of several places
 * the first that has anything counts.
 */
export function nameClaim(claims: Claims, ...places: readonly ClaimPath[]): string {
  const path = places.find((place) => claimAt(claims, place) !== undefined) ?? places[0] ?? '';
  const value = claimAt(claims, path);
  if (typeof value !== 'string' || value === '' || value.trim() !== value || CONTROL.test(value)) {
    const claim = shownPath(path);
    const found = value === undefined ? missing(claims) : described(value);
    throw new InvalidTokenError('claims', `${claim} is not a name`, {
      claim,
      expected: places.length > 1 ? `a name at ${places.map(shownPath).join(' or ')}` : 'a name',
      actual: found,
    });
  }
  return value;
}

/** That a claim is not there, and which are. */
function missing(claims: Claims): string {
  // With the words around it 100 characters at most.
  return `missing (the token has ${describedText(Object.keys(claims).sort().join(' '), 76)})`;
}

/** That a token has nothing where one of these names should be. */
export function missingIn(claims: Claims, claim: string, names: readonly string[]): Finding {
  return { ...finding(claim, names, undefined), actual: missing(claims) };
}

/** A NumericDate (RFC 7519 §2): seconds since the epoch, perhaps with a fraction. */
export function dateClaim(claims: Claims, name: string): number {
  const value = claims[name];
  if (typeof value !== 'number' || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    throw new InvalidTokenError('claims', `${name} is not a date`, finding(name, 'seconds since 1970', value));
  }
  return value;
}

/** `aud` (RFC 7519 §4.1.3) as a list. */
export function audienceClaim(claims: Claims): readonly string[] {
  const aud = claimAt(claims, 'aud');
  const values: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (values.length === 0 || !values.every((value) => typeof value === 'string' && value !== '')) {
    const expected = 'a string or an array of strings';
    throw new InvalidTokenError('claims', `aud is not ${expected}`, finding('aud', expected, aud));
  }
  return values as readonly string[];
}

/** Refuses a token that is for none of the given audiences (RFC 9068 §4); null accepts any. */
export function checkAudience(claims: Claims, accepted: ReadonlySet<string> | null): void {
  const audience = audienceClaim(claims);
  if (accepted !== null && !audience.some((value) => accepted.has(value))) {
    const message = 'aud names none of the accepted audiences';
    throw new InvalidTokenError('audience', message, finding('aud', accepted, claims.aud));
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

/** Roles (RFC 9068 §2.2.3.1) are an array of strings. A claim of any other shape grants nothing. */
export function rolesOf(value: unknown): ReadonlySet<string> {
  return isListOfStrings(value) ? namesIn(value, ROLE) : NOTHING;
}

const ROLE = /^.+$/su;

/** What the places of a token grant together. `prefixes` are cut off where a name begins with one. */
export interface GrantReader {
  readonly places: readonly ClaimPath[];
  readonly prefixes: readonly string[];
}

/** The scopes of all places: space-delimited strings, or arrays. */
export function scopesAt(claims: Claims, { places, prefixes }: GrantReader): ReadonlySet<string> {
  const [only, ...others] = places;
  if (only !== undefined && others.length === 0 && prefixes.length === 0) {
    const value = claimAt(claims, only);
    return isListOfStrings(value) ? namesIn(value, SCOPE_TOKEN) : scopesOf(value);
  }
  return namesIn(
    namesAt(claims, { places, prefixes }, (text) => text.split(' ')),
    SCOPE_TOKEN,
  );
}

/** The roles of all places: arrays, or a string that is one role. */
export function rolesAt(claims: Claims, reader: GrantReader): ReadonlySet<string> {
  const names = namesAt(claims, reader, (text) => [text]);
  return names.length === 0 ? NOTHING : namesIn(names, ROLE);
}

function namesAt(
  claims: Claims,
  { places, prefixes }: GrantReader,
  namesOf: (text: string) => readonly string[],
): string[] {
  return places.flatMap((place) => {
    const value = claimAt(claims, place);
    const names = isListOfStrings(value) ? value : typeof value === 'string' ? namesOf(value) : [];
    return names.map((name) => withoutPrefix(name, prefixes));
  });
}

function withoutPrefix(name: string, prefixes: readonly string[]): string {
  const prefix = prefixes.find((candidate) => name.startsWith(candidate));
  return prefix === undefined ? name : name.slice(prefix.length);
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
