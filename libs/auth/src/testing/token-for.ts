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

/** A real token of the issuer, signed with its key, in the form of the issuer's preset. */
export function tokenFor(issuer: TestIssuer, identity: TokenIdentity = {}): string {
  const { subject, clientId, scopes = [], roles = [], expiresIn, claims } = identity;
  return issuer.mint({
    claims: {
      // What the shape leaves out for this identity is not to come from the default one.
      ...Object.fromEntries(Object.keys(issuer.claims()).map((name) => [name, undefined])),
      ...issuer.claims({
        scopes,
        roles,
        ...(subject !== undefined && { subject }),
        ...(clientId !== undefined && { clientId }),
      }),
      ...(expiresIn !== undefined && { exp: Math.floor(Date.now() / 1000) + expiresIn }),
      ...claims,
    },
  });
}
