import { InvalidTokenError } from '../errors';
import { dateClaim } from './claims';

/** How far the dates of a token may be apart, and how far clocks may; in seconds. */
export interface TimeLimits {
  readonly clockSkew: number;
  readonly maxLifetime: number;
}

/** Checks `exp`, `iat` and `nbf` (RFC 7519 §4.1.4 to §4.1.6) and answers `exp`. Throws an InvalidTokenError. */
export function checkTimes(claims: Readonly<Record<string, unknown>>, limits: TimeLimits, now: number): number {
  const { clockSkew, maxLifetime } = limits;
  const exp = dateClaim(claims, 'exp');
  const iat = dateClaim(claims, 'iat');
  if (now >= exp + clockSkew) throw new InvalidTokenError('expired', 'exp has passed');
  if (iat > now + clockSkew) throw new InvalidTokenError('not_yet_valid', 'iat is in the future');
  if (exp <= iat || exp - iat > maxLifetime) throw new InvalidTokenError('lifetime', 'it lives longer than allowed');
  if (Object.hasOwn(claims, 'nbf') && dateClaim(claims, 'nbf') > now + clockSkew) {
    throw new InvalidTokenError('not_yet_valid', 'nbf is in the future');
  }
  return exp;
}
