import type { AccessTokenVerifier, Principal } from '@gatehouse/access-token';
import { Strategy } from 'passport-jwt';

type Done = (error: unknown, payload?: unknown) => void;
type JwtVerifier = (token: string, key: unknown, options: unknown, done: Done) => unknown;

/** What our strategy hands passport-jwt for a key: the verifier itself, by which our requests are told from others'. */
export class VerificationKey {
  constructor(readonly verifier: AccessTokenVerifier) {}
}

const verified = new WeakSet<object>();

/** Whether passport-jwt's payload is what our verifier said, and not what a later patch of the same seam made up. */
export function isVerified(payload: unknown): payload is Principal {
  return typeof payload === 'object' && payload !== null && verified.has(payload);
}

const passportJwt = Strategy as unknown as { JwtVerifier: JwtVerifier };
const jsonwebtokenVerifier = passportJwt.JwtVerifier;

// The seam is one static for the whole process: other passport-jwt strategies keep the verifier they had.
passportJwt.JwtVerifier = (token, key, options, done) => {
  if (!(key instanceof VerificationKey)) {
    return jsonwebtokenVerifier(token, key, options, done);
  }
  return key.verifier.verify(token).then((principal) => {
    verified.add(principal);
    done(null, principal);
  }, done);
};
