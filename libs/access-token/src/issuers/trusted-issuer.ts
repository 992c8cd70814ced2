import type { KeySource } from '../keys/key-source';
import type { KeyAlgorithm } from '../token/signature-algorithms';

/** What the claims of a token say about the caller, before they are made a Principal. */
export interface Identity {
  readonly clientId: string;
  readonly tokenId: string;
  readonly scopes: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
}

/** The claims of one kind of issuer. */
export interface ClaimProfile {
  /** Checks `typ` (RFC 8725 §3.11). Throws an InvalidTokenError. */
  checkType(typ: string | undefined, claims: Readonly<Record<string, unknown>>): void;
  /** Checks for whom the token is, and reads it. Throws an InvalidTokenError. */
  identify(claims: Readonly<Record<string, unknown>>): Identity;
}

/** An issuer as the verifier uses it. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly algorithms: ReadonlySet<KeyAlgorithm>;
  readonly maxLifetime: number;
  readonly clockSkew: number;
  readonly profile: ClaimProfile;
  readonly keys: KeySource;
}
