import { createLocalJWKSet, errors, type JWK, jwtVerify } from 'jose';
import { type TokenClaims } from './standing';

export type AccessTokenClaims = TokenClaims & Readonly<Record<string, unknown>>;

/**
 * Reads an access token (RFC 9068) that this server may have issued, for whatever audience and bound to a key or not: the
 * guards' verifier rejects both, rightly. Resolves to undefined for anything else.
 */
export class OwnAccessTokens {
  constructor(
    private readonly issuer: string,
    private readonly publishedKeys: () => Promise<JWK[]>,
  ) {}

  async read(token: string): Promise<AccessTokenClaims | undefined> {
    const keys = createLocalJWKSet({ keys: await this.publishedKeys() });
    const requiredClaims = ['sub', 'client_id', 'jti', 'exp', 'iat', 'aud'];
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.issuer,
        typ: 'at+jwt',
        algorithms: ['RS256'],
        requiredClaims,
      });
      return payload as unknown as AccessTokenClaims;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
