/** Who a verified access token speaks for: a person or, with client credentials, a client. Frozen, never ambient. */
export interface Principal {
  /** `sub` (RFC 7519 §4.1.2): unique within `issuer`. */
  readonly subject: string;
  /** `iss`: exactly one of the configured issuers. */
  readonly issuer: string;
  /** `client_id` (RFC 9068 §2.2). */
  readonly clientId: string;
  /** The parts of `scope` (RFC 6749 §3.3). */
  readonly scopes: ReadonlySet<string>;
  /** What the issuer's claim mapping reads as roles. */
  readonly roles: ReadonlySet<string>;
  /** `jti` (RFC 7519 §4.1.7). */
  readonly tokenId: string;
  /** `exp`, in seconds since the epoch. */
  readonly expiresAt: number;
  /** Every claim as it stood in the token, deeply frozen. */
  readonly claims: Readonly<Record<string, unknown>>;
}
