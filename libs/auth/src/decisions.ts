import { type ExecutionContext, Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Principal } from '@gatehouse/access-token';
import { AUTH_OPTIONS, type AuthOptions } from './auth.options';
import { challengeOf } from './challenge';
import type { Decision, Rule } from './decision';
import type { GuardedRequest } from './guarded-request';
import { principalOf } from './principal';
import { AccessRefusedException, type ProblemCode } from './problem';
import { ProtectedResource } from './protected-resource';

interface Refusal {
  readonly rule: Rule;
  readonly code: ProblemCode;
  readonly reason: string;
  readonly scope?: string;
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** Where decisions are told to the log and the audit hook, and where a refusal becomes an answer. */
@Injectable()
export class Decisions {
  private readonly logger = new Logger('AuthModule');

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    private readonly adapterHost: HttpAdapterHost,
    private readonly resource: ProtectedResource,
  ) {}

  granted(context: ExecutionContext, rule: Rule): void {
    if (this.options.onDecision !== undefined) {
      this.tell(this.options.onDecision, { outcome: 'granted', rule, ...described(context) });
    }
  }

  /** Puts the headers on the response here, so that whatever exception filter answers cannot lose them. */
  refuse(context: ExecutionContext, refusal: Refusal): never {
    const { rule, code, reason, scope } = refusal;
    const decision: Decision = { outcome: 'refused', rule, code, reason, ...described(context) };
    this.logger[code === 'keys_unavailable' ? 'warn' : 'debug'](
      `${decision.method} ${decision.route} refused by the ${rule} rule: ${code} (${reason})`,
    );
    if (this.options.onDecision !== undefined) {
      this.tell(this.options.onDecision, decision);
    }
    const { httpAdapter } = this.adapterHost;
    const response: unknown = context.getArgByIndex(1);
    const challenge = challengeOf(code, {
      realm: this.options.realm ?? 'api',
      scope,
      resourceMetadata: this.resource.metadataUrl,
    });
    if (challenge !== undefined) {
      httpAdapter.setHeader(response, 'WWW-Authenticate', challenge);
    }
    if (refusal.retryAfter !== undefined) {
      httpAdapter.setHeader(response, 'Retry-After', String(Math.max(1, Math.ceil(refusal.retryAfter))));
    }
    httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json');
    throw new AccessRefusedException(code, scope, { cause: refusal.cause });
  }

  private tell(onDecision: NonNullable<AuthOptions['onDecision']>, decision: Decision): void {
    const complain = (error: unknown) => this.logger.error(error);
    try {
      onDecision(Object.freeze(decision))?.catch(complain);
    } catch (error) {
      complain(error);
    }
  }
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
