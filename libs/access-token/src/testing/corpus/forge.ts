import type { TestIssuer } from '../test-issuer';
import { base64url, compactJws, createTestKey, publicJwk, signWith, type TestKey } from '../test-keys';

/** What a forger works with: the issuer's real key for faults of form, a key of their own for faults of trust. */
export interface Forge {
  readonly issuer: TestIssuer;
  /** The issuer's RS256 key. */
  readonly genuine: TestKey;
  /** A key that the issuer never published. */
  readonly attacker: TestKey;
  readonly now: number;
  /** A header as the issuer writes it, with changes; undefined leaves a member out. */
  header(changes?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  claims(changes?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** Signed by the issuer itself: only the header or the claims can be at fault. */
  genuinely(changes: {
    header?: Readonly<Record<string, unknown>>;
    claims?: Readonly<Record<string, unknown>>;
  }): string;
  /** Signed by the issuer itself over exactly these bytes. */
  exactly(header: string | Uint8Array, payload: string | Uint8Array): string;
  /** Signed by the attacker, in the issuer's name. */
  byAttacker(header?: Readonly<Record<string, unknown>>, claims?: Readonly<Record<string, unknown>>): string;
  /** A good token, new each time. */
  good(): string;
}

export function createForge(issuer: TestIssuer): Forge {
  const genuine = issuer.keys.find(({ algorithm }) => algorithm === 'RS256');
  if (genuine === undefined) throw new Error('the corpus needs an issuer with an RS256 key');
  const attacker = createTestKey('attacker');
  const header = (changes = {}): Record<string, unknown> => ({
    alg: 'RS256',
    typ: 'at+jwt',
    kid: genuine.kid,
    ...changes,
  });
  const claims = (changes = {}): Record<string, unknown> => ({ ...issuer.claims(), ...changes });
  const by = (key: TestKey) => (input: string) => signWith('RS256', key.privateKey, input);
  return {
    issuer,
    genuine,
    attacker,
    now: Math.floor(Date.now() / 1000),
    header,
    claims,
    genuinely: (changes) => compactJws(header(changes.header), claims(changes.claims), by(genuine)),
    exactly: (headerText, payloadText) => compactJws(headerText, payloadText, by(genuine)),
    byAttacker: (headerChanges, claimChanges) => compactJws(header(headerChanges), claims(claimChanges), by(attacker)),
    good: () => compactJws(header(), claims(), by(genuine)),
  };
}

/** A class of the corpus: names and tokens. */
export type NamedTokens = Readonly<Record<string, string>>;

/** Genuinely signed, with one claim of this value. */
export const withClaim =
  (forge: Forge, name: string) =>
  (value: unknown): string =>
    forge.genuinely({ claims: { [name]: value } });

/** Names and values as a list of named tokens. */
export function each<T>(values: Readonly<Record<string, T>>, token: (value: T) => string): NamedTokens {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, token(value)]));
}

/** Names for values that describe themselves. */
export function listed(values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(values.map((value) => [JSON.stringify(value) ?? 'undefined', value]));
}

/** Adds a word to every name, so that groups of one class do not collide. */
export function prefixed(prefix: string, tokens: NamedTokens): NamedTokens {
  return Object.fromEntries(Object.entries(tokens).map(([name, token]) => [`${prefix} ${name}`, token]));
}

export { base64url, compactJws, createTestKey, publicJwk, signWith };
