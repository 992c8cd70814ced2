import { checkTimes } from './times';

const limits = { clockSkew: 5, maxLifetime: 300 };
const now = 1_800_000_000;

describe('checkTimes', () => {
  it.each([
    ['fresh', { iat: now, exp: now + 300 }],
    ['ended within the skew', { iat: now - 100, exp: now - 4.9 }],
    ['begun within the skew', { iat: now + 5, exp: now + 6 }],
    ['with nbf within the skew', { iat: now, exp: now + 300, nbf: now + 5 }],
  ])('takes dates that are %s', (_name, claims) => {
    expect(checkTimes(claims, limits, now)).toBe(claims.exp);
  });

  it.each([
    ['ended just past the skew', { iat: now - 100, exp: now - 5 }, 'expired'],
    ['begun just past the skew', { iat: now + 5.1, exp: now + 6 }, 'not_yet_valid'],
    ['with nbf just past the skew', { iat: now, exp: now + 300, nbf: now + 5.1 }, 'not_yet_valid'],
    ['longer than allowed', { iat: now, exp: now + 300.5 }, 'lifetime'],
    ['of no length', { iat: now, exp: now }, 'lifetime'],
    ['backwards', { iat: now + 1, exp: now }, 'lifetime'],
    ['missing', { iat: now }, 'claims'],
    ['endless', { iat: now, exp: Infinity }, 'claims'],
    ['text', { iat: now, exp: String(now + 300) }, 'claims'],
  ])('refuses dates that are %s', (_name, claims, reason) => {
    expect(() => checkTimes(claims, limits, now)).toThrow(expect.objectContaining({ reason }));
  });
});
