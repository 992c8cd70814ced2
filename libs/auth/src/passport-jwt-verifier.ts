import type { AccessTokenVerifier, Principal, SelectedToken } from '@gatehouse/access-token';
import { Strategy } from 'passport-jwt';

type Done = (error: unknown, payload?: unknown) => void;
type JwtVerifier = (token: string, key: unknown, options: unknown, done: Done) => unknown;

/** What our strategy hands passport-jwt for a key, by which its tokens are told from those of other strategies. */
export class VerificationKey {
  constructor(
    readonly verifier: AccessTokenVerifier,
    readonly selected: SelectedToken,
  ) {}
}

const verified = new WeakSet<object>();

/** Whether passport-jwt's payload is what our verifier said, and not what a later patch of the same seam made up. */
export function isVerified(payload: unknown): payload is Principal {
  return typeof payload === 'object' && payload !== null && verified.has(payload);
}

async function check({ verifier, selected }: VerificationKey): Promise<Principal> {
  const principal = await verifier.check(selected);
  verified.add(principal);
  return principal;
}

const passportJwt = Strategy as unknown as { JwtVerifier: JwtVerifier };
const jsonwebtokenVerifier = passportJwt.JwtVerifier;

// The seam is one static for the whole process: other passport-jwt strategies keep the verifier they had.
passportJwt.JwtVerifier = (token, key, options, done) =>
  key instanceof VerificationKey
    ? check(key).then((principal) => done(null, principal), done)
    : jsonwebtokenVerifier(token, key, options, done);
