import { LRUCache } from 'lru-cache';
import type { TrustedIssuer } from './issuers/trusted-issuer';
import type { VerificationKey } from './keys/verification-key';
import type { Principal } from './principal';
import { MAX_TOKEN_LENGTH } from './token/compact-jws';

/** What is remembered of a verified token. */
export interface VerifiedToken {
  readonly principal: Principal;
  readonly key: VerificationKey;
  readonly issuer: TrustedIssuer;
}

/**
 * A bounded memory of verified tokens, keyed by the whole text of the token: only canonical text is ever verified, so
 * the same words have one text, and a lookup costs a hash of the string where a digest would cost ten times as much.
 */
export class VerifiedTokens {
  readonly #entries: LRUCache<string, VerifiedToken>;

  constructor(maxEntries: number) {
    this.#entries = new LRUCache({
      max: maxEntries,
      // Bounded in memory too: room for as many tokens of twice the usual length.
      maxSize: Math.max(maxEntries * 2048, MAX_TOKEN_LENGTH),
      sizeCalculation: (_entry, token) => token.length,
    });
  }

  /** Never past `exp`, without any clock skew, and never after the key has left the JWKS or is no longer believed. */
  get(token: string, nowInSeconds: number): VerifiedToken | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    if (nowInSeconds < entry.principal.expiresAt) {
      if (entry.issuer.keys.trusts(entry.key)) return entry;
      // Keys that cannot be had just now may be confirmed later; a retired one is never trusted again.
      if (!entry.key.retired) return undefined;
    }
    this.#entries.delete(token);
    return undefined;
  }

  add(token: string, entry: VerifiedToken): void {
    this.#entries.set(token, entry);
  }

  clear(): void {
    this.#entries.clear();
  }
}
