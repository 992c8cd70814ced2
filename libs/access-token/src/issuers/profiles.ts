import { InvalidTokenError } from '../errors';
import { checkAudience, claimAt, nameClaim, rolesOf, scopesOf, scopesOfStringOrList } from './claims';
import type { CognitoClaims, GatehouseClaims, OidcClaims } from './issuer-options';
import type { ClaimProfile } from './trusted-issuer';

type Claims = Readonly<Record<string, unknown>>;

/** Tokens as RFC 9068 §2 describes them. */
export function gatehouseProfile({ audience }: GatehouseClaims): ClaimProfile {
  const audiences = setOf(audience);
  return {
    checkType: (typ) => {
      // RFC 9068 §4: anything but an access token is refused, above all an ID token.
      if (mediaType(typ) !== 'at+jwt') throw new InvalidTokenError('type', 'typ is not at+jwt');
    },
    identify: (claims) => {
      checkAudience(claims, audiences);
      return {
        clientId: nameClaim(claims, 'client_id'),
        tokenId: nameClaim(claims, 'jti'),
        scopes: scopesOf(claimAt(claims, 'scope')),
        roles: rolesOf(claimAt(claims, 'roles')),
      };
    },
  };
}

/** Tokens of issuers that came before RFC 9068, or bend it. */
export function oidcProfile({ audience, tokenTypes = ['at+jwt'], claims: paths = {} }: OidcClaims): ClaimProfile {
  const audiences = setOf(audience);
  const types = new Set(tokenTypes.map((type) => (type === null ? undefined : mediaType(type))));
  const { clientId = 'client_id', tokenId = 'jti', scopes = 'scope', roles = 'roles' } = paths;
  return {
    checkType: (typ, claims) => {
      const type = mediaType(typ);
      if (!types.has(type)) throw new InvalidTokenError('type', 'typ is none of the accepted types');
      if (type !== 'at+jwt') refuseOtherKinds(claims);
    },
    identify: (claims) => {
      checkAudience(claims, audiences);
      return {
        clientId: nameClaim(claims, clientId),
        tokenId: tokenId === null ? '' : nameClaim(claims, tokenId),
        scopes: scopesOfStringOrList(claimAt(claims, scopes)),
        roles: rolesOf(claimAt(claims, roles)),
      };
    },
  };
}

/** Tokens of Amazon Cognito user pools, which have no `typ` and say in `token_use` what they are. */
export function cognitoProfile({ clientIds, audience = null, acceptIdTokens = false }: CognitoClaims): ClaimProfile {
  const clients = setOf(clientIds);
  const audiences = setOf(audience);
  return {
    checkType: (typ, claims) => {
      const use = claimAt(claims, 'token_use');
      if (use !== 'access' && !(acceptIdTokens && use === 'id')) throw new InvalidTokenError('type', 'token_use');
      const type = mediaType(typ);
      if (type !== undefined && type !== 'jwt' && type !== 'at+jwt') throw new InvalidTokenError('type', 'typ');
    },
    identify: (claims) => {
      const isIdToken = claimAt(claims, 'token_use') === 'id';
      if (audiences !== null && !isIdToken) checkAudience(claims, audiences);
      // Of an ID token the client is the audience.
      const clientId = nameClaim(claims, isIdToken ? 'aud' : 'client_id');
      if (clients !== null && !clients.has(clientId)) throw new InvalidTokenError('audience', 'another app client');
      return {
        clientId,
        tokenId: nameClaim(claims, 'jti'),
        scopes: scopesOf(isIdToken ? undefined : claimAt(claims, 'scope')),
        roles: rolesOf(claimAt(claims, 'cognito:groups')),
      };
    },
  };
}

/** RFC 7515 §4.1.9: a media type, case-insensitive, its `application/` usually left out. */
function mediaType(typ: string | undefined): string | undefined {
  return typ?.toLowerCase().replace(/^application\//, '');
}

const MARKS_OF_OTHER_KINDS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'];

/** Where `typ` says nothing: refuses what only ID tokens (OpenID Connect Core §3.3.2.11) and security events have. */
export function refuseOtherKinds(claims: Claims): void {
  if (MARKS_OF_OTHER_KINDS.some((name) => Object.hasOwn(claims, name))) {
    throw new InvalidTokenError('type', 'not an access token');
  }
}

function setOf(names: string | readonly string[] | null): ReadonlySet<string> | null {
  return names === null ? null : new Set(typeof names === 'string' ? [names] : names);
}
