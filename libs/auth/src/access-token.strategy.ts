import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { AccessTokenVerifier } from '@gatehouse/access-token';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { ACCESS_TOKEN_VERIFIER, AUTH_OPTIONS, type AuthOptions } from './auth.options';
import { credentialsOf } from './credentials';
import type { GuardedRequest } from './guarded-request';
import { VerificationKey, VerifiedPayload } from './passport-jwt-verifier';

/** passport-jwt, reading the token our way and verifying it with `@gatehouse/access-token`. */
@Injectable()
export class AccessTokenStrategy extends Strategy implements OnApplicationShutdown {
  /** Passport is one for the process: a name of its own keeps two applications in it apart, and clear of a `jwt`. */
  override readonly name = `access-token-${randomUUID()}`;

  constructor(
    @Inject(ACCESS_TOKEN_VERIFIER) verifier: AccessTokenVerifier,
    @Inject(AUTH_OPTIONS) options: AuthOptions,
  ) {
    super(
      {
        jwtFromRequest: (request: GuardedRequest) => credentialsOf(request, options.cookie)?.token ?? null,
        secretOrKeyProvider: (_request, token: string, done) => {
          verifier
            .select(token)
            .then((selected) => done(null, new VerificationKey(verifier, selected) as unknown as string), done);
        },
      },
      (payload: unknown, done) => {
        const principal = VerifiedPayload.principalOf(payload);
        if (principal !== undefined) done(null, principal);
        else done(new Error('JwtStrategy.JwtVerifier of passport-jwt was replaced after @gatehouse/auth was loaded'));
      },
    );
    passport.use(this.name, this);
  }

  /** Not earlier: requests are served until the server has closed. */
  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }
}
