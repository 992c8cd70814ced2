import { described, finding } from './described';
import { InvalidTokenError, type KeysUnavailableError, RevocationUnavailableError } from './errors';
import { nameClaim } from './issuers/claims';
import { checkTimes } from './issuers/times';
import type { GrantPlaces, TrustedIssuer } from './issuers/trusted-issuer';
import { trustedIssuers } from './issuers/trusted-issuers';
import type { VerificationKey } from './keys/verification-key';
import type { Principal } from './principal';
import { parseCompactJws, type CompactJws } from './token/compact-jws';
import { algorithmNamed, type KeyAlgorithm, verifySignature } from './token/signature-algorithms';
import { VerifiedTokens } from './verified-tokens';
import { checkVerifierOptions, type VerifierOptions } from './verifier-options';

/** Says who a token speaks for, or that it proves nothing. */
export interface AccessTokenVerifier {
  /** Throws an InvalidTokenError or a KeysUnavailableError, and nothing else. */
  verify(token: string): Promise<Principal>;
  /** Like verify, of what can be said without waiting: undefined where keys or isRevoked have to be asked first. */
  verifyNow(token: string): Principal | undefined;
  /** First half of verify, for callers that bring their own order of steps: the form is proven and the key is found. */
  select(token: string): Promise<SelectedToken>;
  /** Second half: signature and claims. */
  check(selected: SelectedToken): Principal | Promise<Principal>;
  /**
   * Like verify, for callers that check proofs of possession: a token with `cnf` (RFC 7800) is taken as well. The principal
   * is nobody's until the caller has proved the key that `claims.cnf` names.
   */
  verifyBound(token: string): Promise<Principal>;
  readonly issuers: readonly string[];
  /** In which claims the scopes and roles of an issuer's tokens are looked for; undefined for an issuer that is not trusted. */
  grantPlaces(issuer: string): GrantPlaces | undefined;
  /** Asks every issuer where its keys are, ahead of the first token, and returns the faults: discovery that fails. */
  discover(): Promise<readonly KeysUnavailableError[]>;
  /** Ends what is under way in the background. */
  close(): void;
}

/** A token whose form, issuer and key are settled and whose signature is not. */
export interface SelectedToken {
  readonly token: string;
  readonly jws: CompactJws;
  readonly issuer: TrustedIssuer;
  readonly algorithm: KeyAlgorithm;
  readonly key: VerificationKey;
}

const DEFAULT_CACHE = { maxEntries: 10_000 };

/** Makes the verifier that every front door uses. Throws a ConfigurationError that names every fault at once. */
export function createAccessTokenVerifier(options: VerifierOptions): AccessTokenVerifier {
  checkVerifierOptions(options);
  const { cache = DEFAULT_CACHE, isRevoked, now = Date.now } = options;
  const issuers = trustedIssuers(options);
  const verified = cache === false ? undefined : new VerifiedTokens(cache.maxEntries);

  /** Form, issuer and dates are proven; the key is there if it is at hand. */
  function examine(token: string) {
    const jws = parseCompactJws(token);
    const { iss } = jws.claims;
    const issuer = typeof iss === 'string' ? issuers.get(iss) : undefined;
    if (issuer === undefined) throw untrusted(iss);
    const { alg, kid, typ } = jws.header;
    const algorithm = algorithmNamed(alg) as KeyAlgorithm;
    if (!issuer.algorithms.has(algorithm)) {
      throw new InvalidTokenError('algorithm', 'not allowed', finding('alg', issuer.algorithms, alg));
    }
    // What the claims already disprove must not make anyone fetch keys.
    issuer.profile.checkType(typ, jws.claims);
    checkTimes(jws.claims, issuer, now() / 1000);
    return { token, jws, issuer, algorithm, key: issuer.keys.peek(kid, algorithm) };
  }

  function untrusted(iss: unknown): InvalidTokenError {
    const named = typeof iss === 'string' ? withoutSlashes(iss) : undefined;
    const near = [...issuers.keys()].find((name) => withoutSlashes(name) === named);
    const message = near === undefined ? 'iss is not a trusted issuer' : 'iss differs by the slash at its end';
    return new InvalidTokenError('issuer', message, finding('iss', near === undefined ? issuers.keys() : [near], iss));
  }

  async function select(token: string): Promise<SelectedToken> {
    const { jws, issuer, algorithm, key: known } = examine(token);
    const { alg, kid } = jws.header;
    const key = known ?? (await issuer.keys.find(kid, algorithm));
    if (key !== undefined) return { token, jws, issuer, algorithm, key };
    if (issuer.keys.hasOther(kid)) {
      const other = finding('alg', `that of the key ${described(kid)}`, alg);
      throw new InvalidTokenError('algorithm', 'not the algorithm of the key', other);
    }
    const message = 'the issuer has no such key';
    throw new InvalidTokenError('unknown_key', message, finding('kid', `a usable key of ${issuer.issuer}`, kid));
  }

  function prove({ token, jws, issuer, algorithm, key }: SelectedToken): Principal {
    // RFC 8725 §3.1: the key decides the algorithm, the header only has to agree.
    if (!key.serves(algorithm)) throw new InvalidTokenError('algorithm', 'not the algorithm of the key');
    if (!verifySignature(algorithm, key, jws.signingInput, jws.signature)) {
      throw new InvalidTokenError('signature', `the signature does not match the key ${described(key.kid)}`);
    }
    // It may have been withdrawn between the two halves.
    if (key.retired) throw new InvalidTokenError('unknown_key', 'the issuer no longer has this key');
    const { claims } = jws;
    const expiresAt = checkTimes(claims, issuer, now() / 1000);
    const { clientId, tokenId, scopes, roles } = issuer.profile.identify(claims);
    const subject = nameClaim(claims, 'sub');
    const principal: Principal = Object.freeze({
      subject,
      issuer: issuer.issuer,
      clientId,
      scopes,
      roles,
      tokenId,
      expiresAt,
      claims,
    });
    // Not earlier: a token that the issuer signed for another service must not choose the algorithm here.
    key.settle(algorithm);
    verified?.add({ token, principal, key, issuer }, jws.signature);
    return principal;
  }

  function unlessRevoked(principal: Principal): Principal | Promise<Principal> {
    return isRevoked === undefined ? principal : refuseRevoked(principal, isRevoked);
  }

  const remembered = (token: string): Principal | undefined =>
    typeof token === 'string' ? verified?.get(token, now() / 1000)?.principal : undefined;

  return {
    issuers: [...issuers.keys()],
    grantPlaces: (issuer) => issuers.get(issuer)?.profile.places,
    verifyNow(token) {
      if (isRevoked !== undefined) return undefined;
      const known = remembered(token);
      if (known !== undefined) return asBearer(known);
      const { jws, issuer, algorithm, key } = examine(token);
      return key && asBearer(prove({ token, jws, issuer, algorithm, key }));
    },
    async verify(token) {
      return unlessRevoked(asBearer(remembered(token) ?? prove(await select(token))));
    },
    async verifyBound(token) {
      return unlessRevoked(remembered(token) ?? prove(await select(token)));
    },
    select,
    check: (selected) => unlessRevoked(asBearer(remembered(selected.token) ?? prove(selected))),
    async discover() {
      const attempts = [...issuers.values()].map(({ keys }) => keys.locate());
      const results = await Promise.allSettled(attempts);
      return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as KeysUnavailableError] : []));
    },
    close: () => {
      for (const { keys } of issuers.values()) keys.close();
      verified?.clear();
    },
  };
}

/** Without those at its end. A pattern would begin anew at each slash of a text that a caller wrote. */
function withoutSlashes(text: string): string {
  let { length } = text;
  while (text[length - 1] === '/') length--;
  return text.slice(0, length);
}

/** RFC 9449 §7.1, RFC 8705 §3: a token that is bound to a key is worth nothing without proof of that key. */
function asBearer(principal: Principal): Principal {
  if (principal.claims.cnf === undefined) return principal;
  const bound = finding('cnf', 'missing, as in bearer tokens', principal.claims.cnf);
  throw new InvalidTokenError('claims', 'cnf: a sender-constrained token used as bearer', bound);
}

async function refuseRevoked(
  principal: Principal,
  isRevoked: NonNullable<VerifierOptions['isRevoked']>,
): Promise<Principal> {
  let revoked: boolean;
  try {
    revoked = await isRevoked(principal);
  } catch (cause) {
    throw new RevocationUnavailableError(principal.issuer, 1, { cause });
  }
  if (revoked) throw new InvalidTokenError('revoked', 'the token is revoked');
  return principal;
}
