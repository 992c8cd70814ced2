import { createPublicKey, type KeyObject } from 'node:crypto';
import { errors, type JWTHeaderParameters, jwtVerify } from 'jose';
import { ExternalSigningKey, type JWK } from 'oidc-provider';
import { type TokenClaims } from './standing';

export interface AccessTokenClaims extends TokenClaims {
  readonly aud: string | readonly string[];
  /** Seconds. */
  readonly iat: number;
  readonly exp: number;
  readonly scope?: string;
  readonly identity_scope?: string;
  readonly cnf?: { readonly jkt?: string };
}

/**
 * Reads access tokens (RFC 9068) that this server issued, for whatever audience and bound to a key or not: the guards'
 * verifier rejects both, rightly.
 */
export class OwnAccessTokens {
  constructor(
    private readonly issuer: string,
    private readonly keys: readonly (JWK | ExternalSigningKey)[],
  ) {}

  /** The claims, whose signature and time are good, or undefined of anything else. */
  async read(token: string): Promise<AccessTokenClaims | undefined> {
    const requiredClaims = ['sub', 'client_id', 'jti', 'exp', 'iat', 'aud'];
    const options = { issuer: this.issuer, typ: 'at+jwt', algorithms: ['RS256'], requiredClaims };
    try {
      const { payload } = await jwtVerify(token, (header: JWTHeaderParameters) => this.publicKey(header.kid), options);
      return payload as unknown as AccessTokenClaims;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  private async publicKey(kid: string | undefined): Promise<KeyObject> {
    const key = this.keys.find((candidate) => candidate.kid === kid);
    if (kid === undefined || !key) throw new errors.JWKSNoMatchingKey();
    return key instanceof ExternalSigningKey ? key.keyObject() : createPublicKey({ key: { ...key }, format: 'jwk' });
  }
}
