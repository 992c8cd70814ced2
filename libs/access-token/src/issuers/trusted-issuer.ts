import type { KeySource } from '../keys/key-source';
import type { KeyAlgorithm } from '../token/signature-algorithms';

type Claims = Readonly<Record<string, unknown>>;

/** What the claims of a token say about the caller, before they are made a Principal. */
export interface Identity {
  readonly clientId: string;
  readonly tokenId: string;
  readonly scopes: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
}

/** Where a principal's scopes and roles were looked for, as logs show it: `realm_access.roles`. */
export interface GrantPlaces {
  readonly scopes: string;
  readonly roles: string;
}

/** The claims of one kind of issuer. */
export interface ClaimProfile {
  readonly places: GrantPlaces;
  /** Checks that it is an access token (RFC 8725 §3.11, §3.12). Throws an InvalidTokenError. */
  checkType(typ: string | undefined, claims: Claims): void;
  /** Like checkType, by the claims alone, where the header is not known. */
  checkKind(claims: Claims): void;
  /** Checks for whom the token is, and reads it. Throws an InvalidTokenError. */
  identify(claims: Claims): Identity;
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
