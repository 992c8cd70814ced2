import { type ProblemMap } from '@gatehouse/service';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit';
import { type RequestContext } from '../request-context/request-context';
import { SessionStore, type StoredSession } from './session.store';
import { AuthError } from '../auth.error';

export type SessionProblemCode = 'session_not_found';

export const sessionProblems: ProblemMap<SessionProblemCode> = {
  session_not_found: { status: 404, title: 'There is no such session' },
};

export class SessionNotFoundError extends AuthError<SessionProblemCode> {
  constructor() {
    super('session_not_found', 'It may have ended already.');
  }
}

/** Who asks, and in which session: `sid` of the access token, where there is one. */
export interface SessionOwner {
  readonly accountId: string;
  readonly sid?: string | undefined;
}

function isCurrent(session: StoredSession, sid: string | undefined): boolean {
  return sid !== undefined && Object.values(session.authorizations).some((authorization) => authorization.sid === sid);
}

/** What people see and end of their own sessions. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionStore,
    private readonly audit: AuditLog,
  ) {}

  async list({ accountId, sid }: SessionOwner): Promise<{ session: StoredSession; current: boolean }[]> {
    const sessions = await this.sessions.ofAccount(accountId);
    return sessions.map((session) => ({ session, current: isCurrent(session, sid) }));
  }

  /** Throws `SessionNotFoundError`, also where the session is somebody else's. */
  async end({ accountId }: SessionOwner, id: string, context: RequestContext): Promise<void> {
    const session = (await this.sessions.ofAccount(accountId)).find((candidate) => candidate.id === id);
    if (!session) throw new SessionNotFoundError();
    await this.endAll([session], 'revoke', context);
  }

  async endOthers({ accountId, sid }: SessionOwner, context: RequestContext): Promise<void> {
    const sessions = await this.sessions.ofAccount(accountId);
    await this.endAll(
      sessions.filter((session) => !isCurrent(session, sid)),
      'revoke',
      context,
    );
  }

  /** Ends the session that an access token belongs to. A token without one has nothing to end. */
  async logout({ accountId, sid }: SessionOwner, context: RequestContext): Promise<void> {
    const sessions = await this.sessions.ofAccount(accountId);
    await this.endAll(
      sessions.filter((session) => isCurrent(session, sid)),
      'logout',
      context,
    );
  }

  private async endAll(sessions: readonly StoredSession[], event: 'revoke' | 'logout', context: RequestContext) {
    for (const session of sessions) {
      await this.sessions.end(session);
      const { accountId, id } = session;
      this.audit.record({
        event,
        outcome: 'success',
        actor: accountId,
        subject: accountId,
        details: { session: id },
        context,
      });
    }
  }
}
