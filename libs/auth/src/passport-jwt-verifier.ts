import type { AccessTokenVerifier, Principal, SelectedToken } from '@gatehouse/access-token';
import { Strategy } from 'passport-jwt';

type Done<T> = (error: unknown, value?: T) => void;
type JwtVerifier = (token: string, key: unknown, options: unknown, done: Done<unknown>) => unknown;

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

/** Calls back with what is made: at once where it is there at once, so that a token whose key is known needs no promise. */
export function whenMade<T>(make: () => T | Promise<T>, done: Done<T>): void {
  let made: T | Promise<T>;
  try {
    made = make();
  } catch (error) {
    done(error);
    return;
  }
  if (made instanceof Promise) made.then((value) => done(null, value), done);
  else done(null, made);
}

const passportJwt = Strategy as unknown as { JwtVerifier: JwtVerifier };
const jsonwebtokenVerifier = passportJwt.JwtVerifier;

// The seam is one static for the whole process: other passport-jwt strategies keep the verifier they had.
passportJwt.JwtVerifier = (token, key, options, done) =>
  key instanceof VerificationKey
    ? whenMade(
        () => key.verifier.check(key.selected),
        (error, principal) => done(error, principal && new VerifiedPayload(principal)),
      )
    : jsonwebtokenVerifier(token, key, options, done);
