import { LRUCache } from 'lru-cache';
import type { TrustedIssuer } from './issuers/trusted-issuer';
import type { VerificationKey } from './keys/verification-key';
import type { Principal } from './principal';
import { MAX_TOKEN_LENGTH } from './token/compact-jws';

/** What is remembered of a verified token. */
export interface VerifiedToken {
  readonly token: string;
  readonly principal: Principal;
  readonly key: VerificationKey;
  readonly issuer: TrustedIssuer;
}

/** The end of a signature, 192 bits of it: enough that two verified tokens never share one, and short to hash. */
const KEY_LENGTH = 32;

/**
 * A bounded memory of tokens that were verified more than once: one that never comes again would push out another, and
 * cost more to collect than its signature to verify. The whole text of the token decides, and only canonical text is ever verified, so
 * the same words have one text. It is found by its last characters, as every request brings the token as a new string:
 * to hash all of it would cost more than the rest of the guard, and a digest ten times as much again.
 */
export class VerifiedTokens {
  readonly #entries: LRUCache<string, VerifiedToken>;
  /** Of tokens that were verified once: four bytes of the signature, at the place that four others tell. */
  readonly #once: Uint32Array;

  constructor(maxEntries: number) {
    this.#once = new Uint32Array(2 * maxEntries);
    this.#entries = new LRUCache({
      max: maxEntries,
      // Bounded in memory too: room for as many tokens of twice the usual length.
      maxSize: Math.max(maxEntries * 2048, MAX_TOKEN_LENGTH),
      sizeCalculation: ({ token }) => token.length,
    });
  }

  /** Never past `exp`, without any clock skew, and never after the key has left the JWKS or is no longer believed. */
  get(token: string, nowInSeconds: number): VerifiedToken | undefined {
    const key = keyOf(token);
    const entry = this.#entries.get(key);
    // Anyone can put the end of a known token behind words of his own.
    if (entry?.token !== token) return undefined;
    if (nowInSeconds < entry.principal.expiresAt) {
      if (entry.issuer.keys.trusts(entry.key)) return entry;
      // Keys that cannot be had just now may be confirmed later; a retired one is never trusted again.
      if (!entry.key.retired) return undefined;
    }
    this.#entries.delete(key);
    return undefined;
  }

  add(entry: VerifiedToken, signature: Buffer): void {
    const place = signature.readUInt32LE(0) % this.#once.length;
    const mark = signature.readUInt32LE(4);
    if (this.#once[place] === mark) this.#entries.set(keyOf(entry.token), entry);
    else this.#once[place] = mark;
  }

  clear(): void {
    this.#entries.clear();
  }
}

function keyOf(token: string): string {
  return token.slice(-KEY_LENGTH);
}
