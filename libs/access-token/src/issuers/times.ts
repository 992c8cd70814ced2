import { type Finding, InvalidTokenError } from '../errors';
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
  if (now >= exp + clockSkew) throw new InvalidTokenError('expired', 'exp has passed', dates('exp', 'after', exp, now));
  if (iat > now + clockSkew) throw notYet('iat', iat, now);
  if (exp <= iat || exp - iat > maxLifetime) {
    throw new InvalidTokenError('lifetime', 'it lives longer than allowed', {
      claim: 'exp',
      expected: `at most ${maxLifetime} s after iat (maxLifetime)`,
      actual: `${exp - iat} s after iat`,
    });
  }
  if (Object.hasOwn(claims, 'nbf') && dateClaim(claims, 'nbf') > now + clockSkew) {
    throw notYet('nbf', dateClaim(claims, 'nbf'), now);
  }
  return exp;
}

function notYet(claim: string, date: number, now: number): InvalidTokenError {
  return new InvalidTokenError('not_yet_valid', `${claim} is in the future`, dates(claim, 'before', date, now));
}

function dates(claim: string, relation: string, date: number, now: number): Finding {
  return { claim, expected: `${relation} ${shown(now)}`, actual: shown(date) };
}

function shown(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}
