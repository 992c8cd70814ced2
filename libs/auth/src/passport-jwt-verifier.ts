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

/** What passport-jwt gets for a payload: made here alone, so that no later patch of the same seam can make one up. */
export class VerifiedPayload {
  readonly #principal: Principal;

  constructor(principal: Principal) {
    this.#principal = principal;
  }

  static principalOf(payload: unknown): Principal | undefined {
    return typeof payload === 'object' && payload !== null && #principal in payload ? payload.#principal : undefined;
  }
}

async function check({ verifier, selected }: VerificationKey): Promise<VerifiedPayload> {
  return new VerifiedPayload(await verifier.check(selected));
}

const passportJwt = Strategy as unknown as { JwtVerifier: JwtVerifier };
const jsonwebtokenVerifier = passportJwt.JwtVerifier;

// The seam is one static for the whole process: other passport-jwt strategies keep the verifier they had.
passportJwt.JwtVerifier = (token, key, options, done) =>
  key instanceof VerificationKey
    ? check(key).then((payload) => done(null, payload), done)
    : jsonwebtokenVerifier(token, key, options, done);
