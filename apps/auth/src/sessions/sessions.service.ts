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

/** A session, and whether it is the one in which it was asked for. */
export interface SeenSession {
  readonly session: StoredSession;
  readonly current: boolean;
}

function isCurrent(session: StoredSession, sid: string | undefined): boolean {
  return sid !== undefined && Object.values(session.authorizations).some((authorization) => authorization.sid === sid);
}

// More would let an account with a program behind it grow without bound; the oldest end first.
const mostSessions = 100;

/** What people and operators see and end of the sessions of an account. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionStore,
    private readonly audit: AuditLog,
  ) {}

  async list({ accountId, sid }: SessionOwner): Promise<SeenSession[]> {
    const sessions = await this.sessions.ofAccount(accountId);
    return sessions.map((session) => ({ session, current: isCurrent(session, sid) }));
  }

  /** `actor` ends a session of the account. Throws `SessionNotFoundError`, also where it is another account's. */
  async end({ accountId }: SessionOwner, id: string, actor: string, context: RequestContext): Promise<void> {
    const session = (await this.sessions.ofAccount(accountId)).find((candidate) => candidate.id === id);
    if (!session) throw new SessionNotFoundError();
    await this.endAll([session], 'revoke', actor, context);
  }

  /** `actor` ends everything that goes on for the account, except the session of `sid`. */
  async endOthers({ accountId, sid }: SessionOwner, actor: string, context: RequestContext): Promise<void> {
    await this.endAllBut((session) => isCurrent(session, sid), accountId, actor, context);
  }

  /** Ends what an account of which all sign-ins up to `lastEnd`, in seconds, are over has left. Later ones go on. */
  async endUpTo(lastEnd: number, accountId: string, actor: string, context: RequestContext): Promise<void> {
    await this.endAllBut(({ signedInAt }) => signedInAt > lastEnd, accountId, actor, context, lastEnd);
  }

  /** Ends the session that an access token belongs to. A token without one has nothing to end. */
  async logout({ accountId, sid }: SessionOwner, context: RequestContext): Promise<void> {
    const sessions = await this.sessions.ofAccount(accountId);
    await this.endAll(
      sessions.filter((session) => isCurrent(session, sid)),
      'logout',
      accountId,
      context,
    );
  }

  /** Makes room for a session that begins now: ends the oldest ones where an account has too many. */
  async bound(accountId: string, context: RequestContext): Promise<void> {
    if ((await this.sessions.count(accountId, mostSessions)) < mostSessions) return;
    const sessions = (await this.sessions.ofAccount(accountId)).filter(({ offline }) => !offline);
    await this.endAll(sessions.slice(mostSessions - 1), 'revoke', 'system', context);
  }

  private async endAllBut(
    isKept: (session: StoredSession) => boolean,
    accountId: string,
    actor: string,
    context: RequestContext,
    since?: number,
  ): Promise<void> {
    const sessions = await this.sessions.ofAccount(accountId);
    const kept = sessions.filter(isKept);
    const ended = sessions.filter((session) => !kept.includes(session));
    const grants = () => this.sessions.endGrants(accountId, kept, since);
    await this.endAll(ended, 'revoke', actor, context, grants);
  }

  private async endAll(
    sessions: readonly StoredSession[],
    event: 'revoke' | 'logout',
    actor: string,
    context: RequestContext,
    more = async () => {},
  ): Promise<void> {
    await this.sessions.end(sessions);
    await more();
    for (const { accountId, id } of sessions) {
      this.audit.record({ event, outcome: 'success', actor, subject: accountId, details: { session: id }, context });
    }
    // Last: what has ended must not wait for them.
    await this.sessions.callClients(sessions);
  }
}
