import { Injectable, Optional } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import pino, { destination, type Logger } from 'pino';
import { type Parsed } from '../settings';
import { type serviceEnvironment } from '@gatehouse/service';
import { type RequestContext } from '../request-context/request-context';
import { AuditTrail } from './audit-trail';

/** What happened. Add an event here before recording it: the names are what people search for. */
export type AuditEventName =
  | 'sign_up'
  | 'sign_in'
  | 'profile_change'
  | 'password_change'
  | 'password_reset'
  | 'user_disable'
  | 'user_enable'
  | 'user_delete'
  | 'role_change'
  | 'role_definition_change'
  | 'api_change'
  | 'refresh'
  | 'reuse_detected'
  | 'revoke'
  | 'logout'
  | 'client_change'
  | 'key_change';

/** One thing that somebody did, or was refused. It never holds a secret: no password, token, code or cookie. */
export interface AuditEvent {
  readonly event: AuditEventName;
  readonly outcome: 'success' | 'failure';
  /** Why it failed: a literal code, never input. */
  readonly reason?: string | undefined;
  /** Id of the user who did it, `operator` for the command line, `system` for a limit; absent without a proven identity. */
  readonly actor?: string | undefined;
  /** Id of the user, client or key that it was done to, where known. */
  readonly subject?: string | undefined;
  /** Details that are no secrets, such as the roles before and after. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly context: RequestContext;
}

/** The audit trail: one JSON line an event, whatever `LOG_LEVEL` is, except `silent`, and an entry in the store. */
@Injectable()
export class AuditLog {
  private readonly logger: Logger;

  constructor(
    config: ConfigService<Parsed<typeof serviceEnvironment>, true>,
    @Optional() private readonly trail?: AuditTrail,
  ) {
    const silent = config.get('LOG_LEVEL', { infer: true }) === 'silent';
    const options = { level: silent ? 'silent' : 'info', base: { name: 'audit' } };
    this.logger = config.get('LOG_TO', { infer: true }) === 'stderr' ? pino(options, destination(2)) : pino(options);
  }

  record(recorded: AuditEvent): void {
    const { event, context, ...rest } = recorded;
    // The device is a credential of a kind: of the context only these are told.
    const { address, requestId, clientId, userAgent } = context;
    this.logger.info({ audit: { event, ...rest, address, requestId, clientId, userAgent } }, event);
    this.trail?.add(recorded);
  }

  /** Does the work and records it only where it fails, with the code of the error. */
  async failureOf<T>(event: Omit<AuditEvent, 'outcome' | 'reason'>, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { code?: unknown };
      this.record({ ...event, outcome: 'failure', reason: typeof code === 'string' ? code : 'error' });
      throw error;
    }
  }

  /** Does the work and records how it ended: with what `told` says of the result, or with the code of the error. */
  async outcomeOf<T>(
    event: Omit<AuditEvent, 'outcome' | 'reason'>,
    work: () => Promise<T>,
    told: (result: T) => Partial<Pick<AuditEvent, 'actor' | 'subject' | 'details'>> = () => ({}),
  ): Promise<T> {
    const result = await this.failureOf(event, work);
    this.record({ ...event, ...told(result), outcome: 'success' });
    return result;
  }
}
