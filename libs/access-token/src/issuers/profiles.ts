import { finding } from '../described';
import { InvalidTokenError } from '../errors';
import {
  checkAudience,
  claimAt,
  type GrantReader,
  nameClaim,
  rolesAt,
  rolesOf,
  scopesAt,
  scopesOf,
  shownPath,
} from './claims';
import type { ClaimMapping, ClaimPath, ClaimPlaces, CognitoClaims, GatehouseClaims } from './issuer-options';
import { type KindCheck, refuseMarksOfIdTokens, refuseMarksOfOtherKinds, refuseOtherKinds } from './token-kind';
import type { ClaimProfile } from './trusted-issuer';

type Claims = Readonly<Record<string, unknown>>;

/** Tokens as RFC 9068 §2 describes them. */
export function gatehouseProfile({ audience }: GatehouseClaims): ClaimProfile {
  const audiences = setOf(audience);
  const types = new Set(['at+jwt']);
  return {
    places: { scopes: 'scope', roles: 'roles' },
    checkType: (typ, claims) => {
      // RFC 9068 §4: anything but an access token is refused, above all an ID token.
      checkMediaType(typ, types);
      refuseOtherKinds(claims);
    },
    checkKind: (claims) => {
      refuseOtherKinds(claims);
      refuseMarksOfOtherKinds(claims);
      refuseMarksOfIdTokens(claims);
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

/** How the tokens of a provider differ from RFC 9068. */
export interface TokenForm {
  readonly types: readonly (string | null)[];
  /** Asked for a token whose `typ` is not `at+jwt`. */
  readonly checkKind: KindCheck;
  readonly audience: string | readonly string[] | null;
  readonly claims: ClaimMapping;
  /** Whether a token may have no identifier. */
  readonly tokenIdIsOptional?: boolean;
  /** What else makes a token one for this service. Throws an InvalidTokenError. */
  readonly checkClaims?: (claims: Claims) => void;
}

/** Tokens of issuers that came before RFC 9068, or bend it. */
export function providerProfile({ types: named, checkKind, audience, claims, ...form }: TokenForm): ClaimProfile {
  const { clientId = 'client_id', tokenId = 'jti' } = claims;
  const audiences = setOf(audience);
  const types = new Set(named.map((type) => (type === null ? undefined : mediaType(type))));
  const scopes = grantReader(claims.scopes ?? 'scope', claims.scopePrefix);
  const roles = grantReader(claims.roles ?? 'roles', claims.rolePrefix);
  const clientPlaces = placesOf(clientId);
  const tokenPlaces = tokenId === null ? [] : placesOf(tokenId);
  return {
    places: { scopes: shown(scopes), roles: shown(roles) },
    checkType: (typ, claims) => {
      const type = checkMediaType(typ, types);
      refuseOtherKinds(claims);
      if (type === 'at+jwt') return;
      refuseMarksOfOtherKinds(claims);
      checkKind(claims);
    },
    checkKind: (claims) => {
      refuseOtherKinds(claims);
      refuseMarksOfOtherKinds(claims);
      checkKind(claims);
    },
    identify: (claims) => {
      // RFC 7519 §4.1.3: aud is optional, and its form is checked where it is there. Ory Hydra writes an empty list.
      const isEmpty = claims.aud === undefined || (Array.isArray(claims.aud) && claims.aud.length === 0);
      if (audiences !== null || !isEmpty) checkAudience(claims, audiences);
      form.checkClaims?.(claims);
      const hasNoId = form.tokenIdIsOptional && tokenPlaces.every((place) => claimAt(claims, place) === undefined);
      return {
        clientId: nameClaim(claims, ...clientPlaces),
        tokenId: tokenId === null || hasNoId ? '' : nameClaim(claims, ...tokenPlaces),
        scopes: scopesAt(claims, scopes),
        roles: rolesAt(claims, roles),
      };
    },
  };
}

/** Tokens of Amazon Cognito user pools, which have no `typ` and say in `token_use` what they are. */
export function cognitoProfile(options: CognitoClaims): ClaimProfile {
  const { clientIds, audience = null, acceptIdTokens = false, claims: mapping = {} } = options;
  const clients = setOf(clientIds);
  const audiences = setOf(audience);
  const types = new Set([undefined, 'jwt', 'at+jwt']);
  const uses = acceptIdTokens ? ['access', 'id'] : ['access'];
  const scopes = grantReader('scope', mapping.scopePrefix);
  const roles = grantReader(mapping.roles ?? 'cognito:groups', mapping.rolePrefix);
  const checkUse = (claims: Claims): void => {
    const use = claimAt(claims, 'token_use');
    if (typeof use !== 'string' || !uses.includes(use)) {
      throw new InvalidTokenError('type', 'token_use', finding('token_use', uses, use));
    }
    refuseOtherKinds(claims, 'token_use');
  };
  return {
    places: { scopes: shown(scopes), roles: shown(roles) },
    checkType: (typ, claims) => {
      checkUse(claims);
      checkMediaType(typ, types);
    },
    checkKind: checkUse,
    identify: (claims) => {
      const isIdToken = claimAt(claims, 'token_use') === 'id';
      if (audiences !== null && !isIdToken) checkAudience(claims, audiences);
      // Of an ID token the client is the audience.
      const claim = isIdToken ? 'aud' : 'client_id';
      const clientId = nameClaim(claims, claim);
      if (clients !== null && !clients.has(clientId)) {
        throw new InvalidTokenError('audience', 'another app client', finding(claim, clients, clientId));
      }
      return {
        clientId,
        tokenId: nameClaim(claims, 'jti'),
        scopes: isIdToken ? scopesOf(undefined) : scopesAt(claims, scopes),
        roles: rolesAt(claims, roles),
      };
    },
  };
}

/** RFC 7515 §4.1.9: a media type, case-insensitive, its `application/` usually left out. */
function mediaType(typ: string | undefined): string | undefined {
  return typ?.toLowerCase().replace(/^application\//, '');
}

function checkMediaType(typ: string | undefined, types: ReadonlySet<string | undefined>): string | undefined {
  const type = mediaType(typ);
  if (!types.has(type)) {
    const expected = [...types].map((name) => name ?? 'missing');
    throw new InvalidTokenError('type', 'typ is none of the accepted types', finding('typ', expected, typ));
  }
  return type;
}

/** The places of an option: an array of strings is one path, an array that has arrays is a list of paths. */
export function placesOf(places: ClaimPlaces): readonly ClaimPath[] {
  if (typeof places === 'string') return [places];
  return isList(places) ? places : [places];
}

function isList(places: Exclude<ClaimPlaces, string>): places is readonly ClaimPath[] {
  return places.some((place) => typeof place !== 'string');
}

/** Reads scopes or roles at the places of an option; an empty list is none. */
export function grantReader(places: ClaimPlaces, prefixes: string | readonly string[] = []): GrantReader {
  // An array of one name is found faster by the name.
  const paths = placesOf(places)
    .filter((path) => path.length > 0)
    .map((path) => (path.length === 1 && path[0] !== undefined ? path[0] : path));
  return { places: paths, prefixes: [prefixes].flat() };
}

function shown({ places }: GrantReader): string {
  return places.map(shownPath).join(' and ');
}

/** What an option that takes one name or several says, null for "do not check". */
export function setOf(names: string | readonly string[] | null): ReadonlySet<string> | null {
  return names === null ? null : new Set(typeof names === 'string' ? [names] : names);
}
