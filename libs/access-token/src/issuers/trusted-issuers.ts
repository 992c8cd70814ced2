import { get } from '../keys/fetch-document';
import { JwksKeyStore, type KeyTimes } from '../keys/jwks-key-store';
import { sharedSecret } from '../keys/shared-secret';
import type { KeyAlgorithm } from '../token/signature-algorithms';
import type { VerifierOptions } from '../verifier-options';
import type { IssuerOptions } from './issuer-options';
import { cognitoProfile, gatehouseProfile, oidcProfile } from './profiles';
import type { ClaimProfile, TrustedIssuer } from './trusted-issuer';

const DEFAULT_TIMES: KeyTimes = { timeout: 2, maxAge: 600, staleFor: 3600, unknownKeyCooldown: 30 };
const DEFAULT_CLOCK_SKEW = 5;
const HOUR = 3600;

/** The issuers of checked options, by their exact name. */
export function trustedIssuers(options: VerifierOptions): ReadonlyMap<string, TrustedIssuer> {
  return new Map(options.issuers.map((issuer) => [issuer.issuer, trustedIssuer(issuer, options)]));
}

function trustedIssuer(options: IssuerOptions, { keys, fetch, now }: VerifierOptions): TrustedIssuer {
  const { issuer, clockSkew = DEFAULT_CLOCK_SKEW } = options;
  const base = {
    issuer,
    clockSkew,
    maxLifetime: options.maxLifetime ?? ((options.preset ?? 'gatehouse') === 'gatehouse' ? HOUR : 24 * HOUR),
    profile: profileOf(options),
  };
  if (options.secret !== undefined) {
    return { ...base, algorithms: new Set<KeyAlgorithm>(['HS256']), keys: sharedSecret(options.secret) };
  }
  const { algorithms = ['RS256'] } = options;
  // A user pool's keys have a documented place, so one fetch less.
  const jwksUri = options.jwksUri ?? (options.preset === 'cognito' ? `${issuer}/.well-known/jwks.json` : undefined);
  const store = new JwksKeyStore({
    issuer,
    jwksUri,
    algorithms,
    times: { ...DEFAULT_TIMES, ...keys },
    fetch: fetch ?? get,
    now: now ?? Date.now,
  });
  return { ...base, algorithms: new Set<KeyAlgorithm>(algorithms), keys: store };
}

function profileOf(options: IssuerOptions): ClaimProfile {
  switch (options.preset) {
    case 'oidc':
      return oidcProfile(options);
    case 'cognito':
      return cognitoProfile(options);
    case 'gatehouse':
    case undefined:
      return gatehouseProfile(options);
  }
}
