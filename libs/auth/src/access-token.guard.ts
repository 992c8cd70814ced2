import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import {
  type AccessTokenVerifier,
  InvalidRequestError,
  InvalidTokenError,
  KeysUnavailableError,
  type Principal,
} from '@gatehouse/access-token';
import { AccessTokenStrategy } from './access-token.strategy';
import { ACCESS_TOKEN_VERIFIER, AUTH_OPTIONS, type AuthOptions } from './auth.options';
import { crossSiteFault, csrfFault } from './cookie';
import { type Credentials, credentialsOf } from './credentials';
import { declarationOf } from './declarations';
import { Decisions } from './decisions';
import { type FrontDoorReader, frontDoorReader } from './front-door';
import type { GuardedRequest } from './guarded-request';
import { PRINCIPAL } from './principal';

/** First guard: a route that is not `@Public()` is for verified principals only. */
@Injectable()
export class AccessTokenGuard extends AuthGuard() {
  private readonly frontDoor: FrontDoorReader | undefined;

  constructor(
    @Inject(AUTH_OPTIONS) private readonly authOptions: AuthOptions,
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier,
    strategy: AccessTokenStrategy,
    private readonly decisions: Decisions,
  ) {
    super({ defaultStrategy: strategy.name, session: false, property: PRINCIPAL });
    this.frontDoor = authOptions.frontDoor && frontDoorReader(authOptions.frontDoor);
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') {
      throw new Error(`@gatehouse/auth guards HTTP routes, not ${context.getType()} handlers`);
    }
    if (declarationOf(context.getHandler(), context.getClass()).public) {
      this.decisions.granted(context, 'public');
      return true;
    }
    const request: GuardedRequest & { [PRINCIPAL]?: Principal } = context.getArgByIndex(0);
    const credentials = this.credentials(context, request);
    if (credentials === undefined) {
      return this.withoutToken(context, request);
    }
    // What can be said without waiting needs no promise and no passport, which would say the same.
    const principal = this.verifiedNow(context, credentials.token);
    if (principal !== undefined) {
      request[PRINCIPAL] = principal;
      return this.fromOurPages(context, request, credentials);
    }
    return (super.canActivate(context) as Promise<boolean>).then(() =>
      this.fromOurPages(context, request, credentials),
    );
  }

  override handleRequest<T>(error: unknown, principal: T | false | null, info: unknown, context: ExecutionContext): T {
    if (principal) {
      return principal;
    }
    // passport-jwt hands what the verifier threw on as the `info` of a failure, an outage of the keys like a bad token.
    return this.refuse(error ?? info, context);
  }

  private credentials(context: ExecutionContext, request: GuardedRequest): Credentials | undefined {
    try {
      return credentialsOf(request, this.authOptions.cookie);
    } catch (cause) {
      this.refuse(cause, context);
    }
  }

  private verifiedNow(context: ExecutionContext, token: string): Principal | undefined {
    try {
      return this.verifier.verifyNow(token);
    } catch (cause) {
      this.refuse(cause, context);
    }
  }

  /** Only a configured front door may speak for a caller who shows no token. */
  private async withoutToken(
    context: ExecutionContext,
    request: GuardedRequest & { [PRINCIPAL]?: Principal },
  ): Promise<boolean> {
    const principal = await this.frontDoor?.(request).catch((cause: unknown) => this.refuse(cause, context));
    if (principal === undefined) {
      const scheme = /^[\w-]{1,20}(?= )/.exec(request.headers.authorization ?? '')?.[0];
      const isUsual = request.headers.authorization === undefined;
      const reason = isUsual
        ? 'no credentials'
        : `no Bearer token in Authorization, its scheme is ${scheme ?? 'missing'}`;
      return this.decisions.refuse(context, { rule: 'access_token', code: 'unauthenticated', reason, isUsual });
    }
    request[PRINCIPAL] = principal;
    const { frontDoor } = this.authOptions;
    const fault = frontDoor && 'alb' in frontDoor ? crossSiteFault(request, frontDoor.trustedOrigins) : undefined;
    return this.unlessCrossSite(context, fault);
  }

  private fromOurPages(context: ExecutionContext, request: GuardedRequest, credentials: Credentials): true {
    const { cookie } = this.authOptions;
    const fault = credentials.fromCookie && cookie ? csrfFault(request, credentials.token, cookie) : undefined;
    return this.unlessCrossSite(context, fault);
  }

  private unlessCrossSite(context: ExecutionContext, reason: string | undefined): true {
    return reason === undefined || this.decisions.refuse(context, { rule: 'csrf', code: 'csrf', reason });
  }

  private refuse(cause: unknown, context: ExecutionContext): never {
    const rule = 'access_token';
    if (cause instanceof InvalidTokenError) {
      this.decisions.refuse(context, { rule, code: cause.code, reason: cause.reason, cause });
    }
    if (cause instanceof InvalidRequestError) {
      this.decisions.refuse(context, { rule, code: cause.code, reason: cause.message, cause });
    }
    if (cause instanceof KeysUnavailableError) {
      const { code, retryAfter, message: reason } = cause;
      this.decisions.refuse(context, { rule, code, reason, retryAfter, cause });
    }
    throw cause;
  }
}
