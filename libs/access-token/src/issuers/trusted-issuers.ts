import { get } from '../keys/fetch-document';
import { JwksKeyStore, type KeyTimes } from '../keys/jwks-key-store';
import { sharedSecret } from '../keys/shared-secret';
import { algorithmNamed, type KeyAlgorithm, type SignatureAlgorithm } from '../token/signature-algorithms';
import type { VerifierOptions } from '../verifier-options';
import type { IssuerOptions } from './issuer-options';
import { profileOf } from './presets';
import type { TrustedIssuer } from './trusted-issuer';

const DEFAULT_TIMES: KeyTimes = { timeout: 2, maxAge: 600, staleFor: 3600, unknownKeyCooldown: 30 };
const DEFAULT_MAX_KEYS = 250;
const DEFAULT_CLOCK_SKEW = 5;
const HOUR = 3600;

/** The place of the tenant in the issuer of Microsoft Entra. */
export const TENANT_PLACEHOLDER = /\{tenant_?id\}/i;

/** The issuers of checked options, by their exact name. */
export function trustedIssuers(options: VerifierOptions): ReadonlyMap<string, TrustedIssuer> {
  const issuers = options.issuers.flatMap((issuer) => issuerNames(issuer).map((name) => ({ ...issuer, issuer: name })));
  return new Map(issuers.map((issuer) => [issuer.issuer, trustedIssuer(issuer, options)]));
}

/**
 * The `iss` of an issuer's tokens. A template with a list of tenants is as many issuers: each has keys of its own, and
 * none can speak for another.
 */
export function issuerNames({ issuer, ...options }: Pick<IssuerOptions, 'issuer'> & object): string[] {
  const { tenants } = options as { readonly tenants?: unknown };
  if (!Array.isArray(tenants)) return [issuer];
  return tenants.map((tenant) => issuer.replace(TENANT_PLACEHOLDER, String(tenant).toLowerCase()));
}

function trustedIssuer(options: IssuerOptions, { keys = {}, fetch, now }: VerifierOptions): TrustedIssuer {
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
  const algorithms = [...new Set((options.algorithms ?? ['RS256']).map(algorithmNamed))] as SignatureAlgorithm[];
  // A user pool's keys have a documented place, so one fetch less.
  const jwksUri = options.jwksUri ?? (options.preset === 'cognito' ? `${issuer}/.well-known/jwks.json` : undefined);
  const { maxKeys = DEFAULT_MAX_KEYS, ...times } = keys;
  const store = new JwksKeyStore({
    issuer,
    jwksUri,
    algorithms,
    times: { ...DEFAULT_TIMES, ...times },
    maxKeys,
    fetch: fetch ?? get,
    now: now ?? Date.now,
  });
  return { ...base, algorithms: new Set<KeyAlgorithm>(algorithms), keys: store };
}
