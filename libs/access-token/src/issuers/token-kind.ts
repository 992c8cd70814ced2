import { finding } from '../described';
import { InvalidTokenError } from '../errors';

type Claims = Readonly<Record<string, unknown>>;

/** Claims in which issuers say what kind of token it is: Keycloak `typ`, Cognito `token_use`, ForgeRock `tokenName` … */
const KIND_CLAIMS = ['typ', 'token_use', 'token_type', 'tokenName'] as const;
/** The same under names that applications also use for other things, so that only plain words count. */
const LOOSE_KIND_CLAIMS = ['type', 'purpose', 'use', 'kind', 'tokenType', 'tokenUse', 'token_kind'] as const;
const ACCESS_TOKEN = /^(bearer|dpop|access|accesstoken|atjwt)$/;
const OTHER_KIND = new RegExp(
  `^(dpopjwt|(${[
    'id|identity|serializedid|refresh|offline|logout|backchannellogout|rt|session|code|authorizationcode|initialaccess',
    // The media types of other JWTs: RFC 8417, 9101, 9449, 9701, JARM, OpenID Federation, drafts of the OAuth working group.
    'registrationaccess|secevent|userinfo|tokenintrospection|oauthauthzreq|oauthauthzresp|dpopproof|entitystatement',
    'txn|transaction|oauthidjag|clientassertion|clientauthentication',
  ].join('|')})(token)?(jwt)?)$`,
);
const PLAIN_OTHER_KIND = /^(refresh|(id|refresh|offline|logout)token)$/;

/** Claims that make a JWT one of another kind, whatever else it has. */
const MARKS_OF_OTHER_KINDS = [
  // RFC 9701 §5: an answer of introspection.
  'token_introspection',
  // RFC 9449 §4.2: a DPoP proof.
  'htm',
  'htu',
  // RFC 9101 §4: a request object.
  'response_type',
  // Transaction tokens, in a draft of the OAuth working group.
  'tctx',
  'rctx',
  'req_wl',
];

/** Claims that ID tokens (OpenID Connect Core §3.1.3.6, §3.3.2.11) may have. */
const MARKS_OF_ID_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash'];

/**
 * How a token shows that it is an access token (RFC 8725 §3.11, §3.12): each claim is there (`true`), or has this value, or
 * one of these.
 */
export type AccessTokenEvidence = Readonly<Record<string, true | string | readonly string[]>>;

/** How the kind of a token is told where its `typ` is no `at+jwt`. */
export type KindCheck = (claims: Claims) => void;

/** Refuses a token whose claims say that it is of another kind, whatever its header says. `known` was looked at before. */
export function refuseOtherKinds(claims: Claims, known?: 'token_use'): void {
  for (const claim of KIND_CLAIMS) {
    const value = claims[claim];
    if (value === undefined || claim === known || !Object.hasOwn(claims, claim)) continue;
    const isOther = claim === 'token_use' ? value !== 'access' : kindsIn(value).some((kind) => OTHER_KIND.test(kind));
    if (isOther) throw otherKind(claim, value);
  }
  for (const claim of LOOSE_KIND_CLAIMS) {
    const value = claims[claim];
    if (value === undefined || !Object.hasOwn(claims, claim)) continue;
    if (kindsIn(value).some((kind) => PLAIN_OTHER_KIND.test(kind))) throw otherKind(claim, value);
  }
}

function otherKind(claim: string, value: unknown, expected = 'an access token'): InvalidTokenError {
  return notAccess(`the claim ${claim} says another kind of token`, claim, expected, value);
}

/** Refuses a token that has what only JWTs of other kinds have. One whose `typ` is `at+jwt` may give these names a meaning of its own. */
export function refuseMarksOfOtherKinds(claims: Claims): void {
  // RFC 8417 §2.2, OpenID Connect Back-Channel Logout 1.0 §2.4.
  if (Object.hasOwn(claims, 'events'))
    throw notAccess('it has events, as logout tokens have', 'events', 'missing', claims.events);
  const mark = MARKS_OF_OTHER_KINDS.find((name) => Object.hasOwn(claims, name));
  if (mark !== undefined) throw otherKind(mark, claims[mark], 'missing');
}

/** Takes a token that says itself what it is, or that has the claims of RFC 9068 §2.2 that ID tokens have not. */
export function checkKnownEvidence(claims: Claims): void {
  if ([...KIND_CLAIMS, ...LOOSE_KIND_CLAIMS].some((claim) => Object.hasOwn(claims, claim) && saysAccess(claims[claim])))
    return;
  refuseMarksOfIdTokens(claims);
  for (const claim of KIND_CLAIMS) {
    if (Object.hasOwn(claims, claim) && !kindsIn(claims[claim]).includes('jwt')) throw otherKind(claim, claims[claim]);
  }
  const { client_id: client, aud } = claims;
  if (client !== undefined && (claims.scope !== undefined || claims.scp !== undefined)) {
    // OpenID Connect Core §2: every ID token has its client as audience.
    if (![aud].flat().includes(client)) return;
    throw notAccess('aud is the client, as in ID tokens', 'aud', 'an API, not the client', aud);
  }
  throw notAccess(
    'nothing shows that it is an access token: use a preset, or name in accessTokenEvidence how its access tokens differ',
    'typ',
    'a claim such as typ "Bearer" or token_use "access", or client_id and scope',
    claims.typ,
  );
}

function saysAccess(kind: unknown): boolean {
  return kindsIn(kind).some((name) => ACCESS_TOKEN.test(name));
}

/** Takes a token that has all of the evidence. One that only has certain claims must not have those of ID tokens too. */
export function evidenceCheck(evidence: AccessTokenEvidence): KindCheck {
  const demands = Object.entries(evidence);
  const saysItself = demands.some(([, wanted]) => wanted !== true);
  return (claims) => {
    if (!saysItself) refuseMarksOfIdTokens(claims);
    for (const [claim, wanted] of demands) {
      const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      const holds = wanted === true ? value !== undefined : [wanted].flat().some((text) => values.includes(text));
      if (!holds)
        throw notAccess(
          `it lacks the evidence of an access token: ${claim}`,
          claim,
          wanted === true ? 'any value' : [wanted].flat(),
          value,
        );
    }
  };
}

/** Refuses a token that shows itself as an ID token. As the only check it is unsafe: ID tokens need not. */
export function refuseMarksOfIdTokens(claims: Claims): void {
  const mark = MARKS_OF_ID_TOKENS.find((name) => Object.hasOwn(claims, name));
  if (mark !== undefined)
    throw notAccess(`it has ${mark}, as ID tokens have`, mark, 'missing, as in access tokens', claims[mark]);
}

/** The kinds that a claim names, in plain letters. */
function kindsIn(value: unknown): string[] {
  return [value].flat().map((kind) => {
    const name = typeof kind === 'string' ? kind.toLowerCase() : '';
    // RFC 8693 §3: urn:ietf:params:oauth:token-type:access_token.
    const from = name.startsWith('urn:') ? name.lastIndexOf(':') + 1 : 0;
    return name.slice(from).replace(/^application\/|[^a-z]/g, '');
  });
}

function notAccess(
  message: string,
  claim: string,
  expected: string | Iterable<unknown>,
  actual: unknown,
): InvalidTokenError {
  return new InvalidTokenError('type', message, finding(claim, expected, actual));
}
