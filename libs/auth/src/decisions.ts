import { inspect } from 'node:util';
import { isNativeError } from 'node:util/types';
import { type ExecutionContext, Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Finding, InvalidDpopProofError, InvalidTokenError, type Principal } from '@gatehouse/access-token';
import { AUTH_OPTIONS, type AuthOptions } from './auth.options';
import { challengeOf } from './challenge';
import type { Decision, Rule } from './decision';
import { Dpop } from './dpop';
import type { GuardedRequest } from './guarded-request';
import { principalOf } from './principal';
import { AccessRefusedException, type ProblemCode } from './problem';
import { ProtectedResource } from './protected-resource';
import { RefusalLog } from './refusal-log';

interface Refusal {
  readonly rule: Rule;
  readonly code: ProblemCode;
  readonly reason: string;
  readonly finding?: Finding | undefined;
  readonly scope?: string;
  readonly retryAfter?: number;
  /** The value of `DPoP-Nonce`. */
  readonly nonce?: string;
  readonly cause?: unknown;
  /** Set where a first line in a minute is no news: a request without credentials. */
  readonly isUsual?: boolean;
}

/** Where decisions are told to the log and the audit hook, and where a refusal becomes an answer. */
@Injectable()
export class Decisions {
  private readonly logger = new Logger('AuthModule');
  private readonly log = new RefusalLog();

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    private readonly adapterHost: HttpAdapterHost,
    private readonly resource: ProtectedResource,
    private readonly dpop: Dpop,
  ) {}

  granted(context: ExecutionContext, rule: Rule): void {
    if (this.options.onDecision !== undefined) {
      this.tell(this.options.onDecision, { outcome: 'granted', rule, ...described(context) });
    }
  }

  /** Hands the client the nonce of its next proof (RFC 9449 §8.2). */
  nextNonce(context: ExecutionContext, nonce: string): void {
    this.adapterHost.httpAdapter.setHeader(context.getArgByIndex(1), 'DPoP-Nonce', nonce);
  }

  /** Puts the headers on the response here, so that whatever exception filter answers cannot lose them. */
  refuse(context: ExecutionContext, refusal: Refusal): never {
    const { rule, code, reason, scope, cause } = refusal;
    const finding = refusal.finding ?? findingIn(cause);
    const decision: Decision = { outcome: 'refused', rule, code, reason, ...finding, ...described(context) };
    const found = finding && `${finding.claim}: found ${finding.actual}, expected ${finding.expected}`;
    const detail = isDisproof(cause) ? cause.message : found;
    const line = `${decision.method} ${decision.route} refused by the ${rule} rule: ${code} (${reason})${detail === undefined ? '' : `: ${detail}`}`;
    this.log.write(refusal.isUsual ? undefined : kindOf(refusal), line);
    if (this.options.onDecision !== undefined) {
      this.tell(this.options.onDecision, decision);
    }
    const { httpAdapter } = this.adapterHost;
    const response: unknown = context.getArgByIndex(1);
    const challenge = challengeOf(code, {
      realm: this.options.realm ?? 'api',
      scope,
      resourceMetadata: this.resource.metadataUrl,
      dpop: this.dpop.algorithms && {
        algorithms: this.dpop.algorithms,
        isRequired: this.dpop.mode === 'required',
        isPresented: this.dpop.isPresented(context.getArgByIndex(0)),
      },
    });
    if (challenge !== undefined) {
      httpAdapter.setHeader(response, 'WWW-Authenticate', challenge);
    }
    if (refusal.nonce !== undefined) {
      this.nextNonce(context, refusal.nonce);
    }
    if (refusal.retryAfter !== undefined) {
      httpAdapter.setHeader(response, 'Retry-After', String(Math.max(1, Math.ceil(refusal.retryAfter))));
    }
    httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
    throw new AccessRefusedException(code, scope, { cause: refusal.cause });
  }

  private tell(onDecision: NonNullable<AuthOptions['onDecision']>, decision: Decision): void {
    try {
      const told = onDecision(Object.freeze(decision));
      // A promise or another thenable, whose members are not to be trusted: JavaScript hooks return anything.
      if (typeof told === 'object' || typeof told === 'function') {
        new Promise((resolve) => resolve(told)).catch((error: unknown) => this.complain(error));
      }
    } catch (error) {
      this.complain(error);
    }
  }

  /** Loggers fail for some of what can be thrown, such as an object without a prototype. */
  private complain(error: unknown): void {
    this.logger.error(isNativeError(error) ? error : `onDecision failed: ${inspect(error, { customInspect: false })}`);
  }
}

/** The error of a token or a proof, which says what it found. */
function isDisproof(cause: unknown): cause is InvalidTokenError | InvalidDpopProofError {
  return cause instanceof InvalidTokenError || cause instanceof InvalidDpopProofError;
}

function findingIn(cause: unknown): Finding | undefined {
  if (!isDisproof(cause)) return undefined;
  const { claim, expected, actual } = cause;
  return claim === undefined || expected === undefined || actual === undefined
    ? undefined
    : { claim, expected, actual };
}

/** Refusals that one wrong setting would cause. The reason counts for tokens, proofs and issuers alone: others name scopes. */
function kindOf({ rule, code, reason }: Refusal): string {
  return code === 'invalid_token' || code === 'invalid_dpop_proof' || code === 'keys_unavailable'
    ? `${code} ${reason}`
    : `${rule} ${code}`;
}

function described(context: ExecutionContext): Pick<Decision, 'route' | 'method' | 'principal'> {
  const request: GuardedRequest = context.getArgByIndex(0);
  const principal: Principal | undefined = principalOf(request);
  return {
    route: `${context.getClass().name}.${context.getHandler().name}`,
    method: request.method,
    ...(principal && {
      principal: {
        subject: principal.subject,
        issuer: principal.issuer,
        clientId: principal.clientId,
        tokenId: principal.tokenId,
      },
    }),
  };
}
