import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import {
  type AccessTokenVerifier,
  DpopReplayUnavailableError,
  InvalidDpopProofError,
  InvalidRequestError,
  InvalidTokenError,
  KeysUnavailableError,
  type Principal,
  UseDpopNonceError,
} from '@gatehouse/access-token';
import { AccessTokenStrategy } from './access-token.strategy';
import { ACCESS_TOKEN_VERIFIER, AUTH_OPTIONS, type AuthOptions } from './auth.options';
import { crossSiteFault, csrfFault } from './cookie';
import { type Credentials, credentialsOf } from './credentials';
import { Decisions } from './decisions';
import { Dpop } from './dpop';
import { type FrontDoorReader, frontDoorReader } from './front-door';
import type { GuardedRequest } from './guarded-request';
import { PRINCIPAL } from './principal';
import { setRequestProperty } from './request-property';
import { RouteDeclarations } from './route-declarations';

type IdentifiedRequest = GuardedRequest & { [PRINCIPAL]?: Principal | undefined };

/** First guard: a route that is not `@Public()` is for verified principals only. */
@Injectable()
export class AccessTokenGuard extends AuthGuard() {
  private readonly frontDoor: FrontDoorReader | undefined;

  constructor(
    @Inject(AUTH_OPTIONS) private readonly authOptions: AuthOptions,
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier,
    strategy: AccessTokenStrategy,
    private readonly decisions: Decisions,
    private readonly routes: RouteDeclarations,
    private readonly dpop: Dpop,
  ) {
    super({ defaultStrategy: strategy.name, session: false, property: PRINCIPAL });
    this.frontDoor = authOptions.frontDoor && frontDoorReader(authOptions.frontDoor);
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') {
      throw new Error(`@gatehouse/auth guards HTTP routes, not ${context.getType()} handlers`);
    }
    const request: IdentifiedRequest = context.getArgByIndex(0);
    this.forget(request);
    const { public: isPublic, optional: isOptional } = this.routes.demandOf(context.getHandler(), context.getClass());
    if (isPublic && isOptional !== true) {
      return this.anonymous(context);
    }
    if (this.dpop.isPresented(request)) {
      return this.proven(context, request);
    }
    const credentials = this.credentials(context, request);
    if (credentials === undefined) {
      return this.withoutToken(context, request, isPublic);
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
      const credentials = credentialsOf(request, this.authOptions.cookie);
      if (credentials !== undefined) this.dpop.checkBearer(request);
      return credentials;
    } catch (cause) {
      this.refuse(cause, context);
    }
  }

  /** RFC 9449 §7.1. Passport has no part in it: a strategy of its own would take the token without the proof. */
  private async proven(context: ExecutionContext, request: IdentifiedRequest): Promise<boolean> {
    try {
      const { principal, nonce } = await this.dpop.verify(request);
      if (nonce !== undefined) this.decisions.nextNonce(context, nonce);
      request[PRINCIPAL] = principal;
    } catch (cause) {
      this.refuse(cause, context);
    }
    return this.unlessCrossSite(context, request, undefined);
  }

  private verifiedNow(context: ExecutionContext, token: string): Principal | undefined {
    try {
      return this.verifier.verifyNow(token);
    } catch (cause) {
      this.refuse(cause, context);
    }
  }

  /** A request may have been through the guards of another application, or middleware may have set the property. */
  private forget(request: IdentifiedRequest): void {
    if (request[PRINCIPAL] !== undefined) {
      request[PRINCIPAL] = undefined;
    }
    if (this.authOptions.requestProperty !== undefined) {
      setRequestProperty(request, this.authOptions.requestProperty, undefined);
    }
  }

  private anonymous(context: ExecutionContext): true {
    this.decisions.granted(context, 'public');
    return true;
  }

  /** Only a configured front door may speak for a caller who shows no token. */
  private async withoutToken(
    context: ExecutionContext,
    request: IdentifiedRequest,
    isPublic: boolean,
  ): Promise<boolean> {
    const principal = await this.frontDoor?.(request).catch((cause: unknown) => this.refuse(cause, context));
    if (principal === undefined) {
      if (isPublic) return this.anonymous(context);
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
    return this.unlessCrossSite(context, request, fault);
  }

  private fromOurPages(context: ExecutionContext, request: IdentifiedRequest, credentials: Credentials): true {
    const { cookie } = this.authOptions;
    const fault = credentials.fromCookie && cookie ? csrfFault(request, credentials.token, cookie) : undefined;
    return this.unlessCrossSite(context, request, fault);
  }

  private unlessCrossSite(context: ExecutionContext, request: IdentifiedRequest, reason: string | undefined): true {
    if (reason !== undefined) {
      this.decisions.refuse(context, { rule: 'csrf', code: 'csrf', reason });
    }
    if (this.authOptions.requestProperty !== undefined) {
      setRequestProperty(request, this.authOptions.requestProperty, request[PRINCIPAL]);
    }
    return true;
  }

  private refuse(cause: unknown, context: ExecutionContext): never {
    const rule = 'access_token';
    if (cause instanceof InvalidTokenError || cause instanceof InvalidDpopProofError) {
      this.decisions.refuse(context, { rule, code: cause.code, reason: cause.reason, cause });
    }
    if (cause instanceof InvalidRequestError) {
      this.decisions.refuse(context, { rule, code: cause.code, reason: cause.message, cause });
    }
    if (cause instanceof UseDpopNonceError) {
      const { code, nonce, message: reason } = cause;
      this.decisions.refuse(context, { rule, code, reason, nonce, isUsual: true });
    }
    if (cause instanceof KeysUnavailableError || cause instanceof DpopReplayUnavailableError) {
      const { retryAfter, message: reason } = cause;
      this.decisions.refuse(context, { rule, code: 'keys_unavailable', reason, retryAfter, cause });
    }
    throw cause;
  }
}
