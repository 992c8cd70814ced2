import { InvalidTokenError, type Principal } from '@gatehouse/access-token';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { JwtBaseError, JwksNotAvailableInCacheError, FetchError } from 'aws-jwt-verify/error';
import { type TokenCheck } from './authorizer';

/** What of aws-jwt-verify's verifier is used, so that tests can give it keys. */
export type CognitoVerifier = Pick<ReturnType<typeof verifierOf>, 'verify'>;

export function verifierOf(userPoolId: string, clientId: string[]) {
  return CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' });
}

/** Checks tokens of a Cognito user pool with aws-jwt-verify; groups are the roles. */
export function cognitoCheck(verifier: CognitoVerifier): TokenCheck {
  return {
    async verify(token): Promise<Principal> {
      const claims = await verifier.verify(token).catch((error: unknown) => {
        const isOutage = error instanceof FetchError || error instanceof JwksNotAvailableInCacheError;
        if (error instanceof JwtBaseError && !isOutage) throw new InvalidTokenError('claims', error.message);
        throw error;
      });
      // RFC 9449 §7.1, RFC 8705 §3: a bearer credential proves no key.
      if (claims.cnf !== undefined) throw new InvalidTokenError('claims', 'cnf: a sender-constrained token');
      return Object.freeze({
        subject: claims.sub,
        issuer: claims.iss,
        clientId: claims.client_id,
        scopes: new Set(claims.scope.split(' ').filter(Boolean)),
        roles: new Set(claims['cognito:groups'] ?? []),
        tokenId: claims.jti,
        expiresAt: claims.exp,
        claims,
      });
    },
  };
}
