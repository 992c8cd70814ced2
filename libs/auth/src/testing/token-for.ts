import type { TestIssuer } from '@gatehouse/access-token/testing';

/** Who a test token speaks for; what is left out is a person without scopes and roles. */
export interface TokenIdentity {
  readonly subject?: string;
  readonly clientId?: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
  /** Seconds; default 300. */
  readonly expiresIn?: number;
  /** Claims besides; a claim of undefined is left out of the token. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A real token of the issuer, signed with its key. */
export function tokenFor(issuer: TestIssuer, identity: TokenIdentity = {}): string {
  const { subject, clientId, scopes = [], roles = [], expiresIn, claims } = identity;
  return issuer.mint({
    claims: {
      scope: scopes.join(' '),
      roles,
      ...(subject !== undefined && { sub: subject }),
      ...(clientId !== undefined && { client_id: clientId }),
      ...(expiresIn !== undefined && { exp: Math.floor(Date.now() / 1000) + expiresIn }),
      ...claims,
    },
  });
}
