import { InvalidTokenError, RevocationUnavailableError } from './errors';
import { nameClaim } from './issuers/claims';
import { checkTimes } from './issuers/times';
import type { TrustedIssuer } from './issuers/trusted-issuer';
import { trustedIssuers } from './issuers/trusted-issuers';
import type { VerificationKey } from './keys/verification-key';
import type { Principal } from './principal';
import { parseCompactJws, type CompactJws } from './token/compact-jws';
import { verifySignature } from './token/signature-algorithms';
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
  readonly issuers: readonly string[];
  /** Ends what is under way in the background. */
  close(): void;
}

/** A token whose form, issuer and key are settled and whose signature is not. */
export interface SelectedToken {
  readonly token: string;
  readonly jws: CompactJws;
  readonly issuer: TrustedIssuer;
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
    if (issuer === undefined) throw new InvalidTokenError('issuer', 'iss is not a trusted issuer');
    const { alg, kid, typ } = jws.header;
    if (!(issuer.algorithms as ReadonlySet<string>).has(alg)) throw new InvalidTokenError('algorithm', 'not allowed');
    // What the claims already disprove must not make anyone fetch keys.
    issuer.profile.checkType(typ, jws.claims);
    checkTimes(jws.claims, issuer, now() / 1000);
    return { token, jws, issuer, key: issuer.keys.peek(kid) };
  }

  async function select(token: string): Promise<SelectedToken> {
    const { jws, issuer, key = await issuer.keys.find(jws.header.kid) } = examine(token);
    if (key === undefined) throw new InvalidTokenError('unknown_key', 'the issuer has no such key');
    return { token, jws, issuer, key };
  }

  function prove({ token, jws, issuer, key }: SelectedToken): Principal {
    // RFC 8725 §3.1: the key decides the algorithm, the header only has to agree.
    if (jws.header.alg !== key.algorithm) throw new InvalidTokenError('algorithm', 'not the algorithm of the key');
    if (!verifySignature(key, jws.signingInput, jws.signature)) {
      throw new InvalidTokenError('signature', 'the signature does not match');
    }
    // It may have been withdrawn between the two halves.
    if (key.retired) throw new InvalidTokenError('unknown_key', 'the issuer no longer has this key');
    const { claims } = jws;
    // RFC 9449 §7.1, RFC 8705 §3: a token that is bound to a key is worth nothing without proof of that key.
    if (claims.cnf !== undefined)
      throw new InvalidTokenError('claims', 'cnf: a sender-constrained token used as bearer');
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
    verifyNow(token) {
      if (isRevoked !== undefined) return undefined;
      const known = remembered(token);
      if (known !== undefined) return known;
      const { jws, issuer, key } = examine(token);
      return key && prove({ token, jws, issuer, key });
    },
    async verify(token) {
      const known = remembered(token);
      if (known !== undefined) return unlessRevoked(known);
      return unlessRevoked(prove(await select(token)));
    },
    select,
    check: (selected) => unlessRevoked(remembered(selected.token) ?? prove(selected)),
    close: () => {
      for (const { keys } of issuers.values()) keys.close();
      verified?.clear();
    },
  };
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
