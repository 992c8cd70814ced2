import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit';
import { type RequestContext } from '../request-context/request-context';
import { type SeenSession, SessionsService } from '../sessions/sessions.service';
import { lastEnd } from '../users/sign-in-time';
import { type User } from '../users/user';
import { AccountStates } from '../users/account-states.service';
import { UsersService } from '../users/users.service';

/** Changes of an account that end what was signed in before. The change itself comes first: it alone shuts everything out. */
@Injectable()
export class AccountService {
  constructor(
    private readonly users: UsersService,
    private readonly states: AccountStates,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /** Throws what `UsersService.changePassword` throws. */
  async changePassword(
    id: string,
    passwords: { currentPassword: string; newPassword: string },
    context: RequestContext,
  ): Promise<void> {
    const user = await this.users.changePassword(id, passwords, context);
    await this.endUpTo(user, id, context);
  }

  /** Gives the account a random password, and returns it. Throws what `AccountStates.setPassword` throws. */
  async resetPassword(
    id: string,
    actor: string,
    context: RequestContext,
    ifMatch?: string,
  ): Promise<{ user: User; password: string }> {
    const password = randomBytes(18).toString('base64url');
    const user = await this.states.setPassword(id, password, actor, context, ifMatch);
    await this.endUpTo(user, actor, context);
    return { user, password };
  }

  /** Throws what `AccountStates.disable` throws. */
  async disable(id: string, actor: string, context: RequestContext, ifMatch?: string): Promise<User> {
    const user = await this.states.disable(id, actor, context, ifMatch);
    await this.sessions.endOthers({ accountId: id }, actor, context);
    return user;
  }

  /** Lets the account in again; what was signed in before stays out. Throws what `AccountStates.enable` throws. */
  async enable(id: string, actor: string, context: RequestContext, ifMatch?: string): Promise<User> {
    const user = await this.states.enable(id, actor, context, ifMatch);
    await this.endUpTo(user, actor, context);
    return user;
  }

  /** Ends everything that is signed in. Throws what `AccountStates.signOut` throws. */
  async signOut(id: string, actor: string, context: RequestContext, ifMatch?: string): Promise<User> {
    const user = await this.states.signOut(id, actor, context, ifMatch);
    await this.endUpTo(user, actor, context);
    return user;
  }

  /** What goes on for an account; `sid` marks the current session. Throws `UserNotFoundError`. */
  async sessionsOf(id: string, sid: string | undefined): Promise<{ user: User; sessions: SeenSession[] }> {
    const user = await this.states.mustMatch(id, undefined);
    return { user, sessions: await this.sessions.list({ accountId: id, sid }) };
  }

  /** Throws `SessionNotFoundError`, and what `AccountStates.signOut` throws. */
  async endSession(
    id: string,
    session: string,
    actor: string,
    context: RequestContext,
    ifMatch?: string,
  ): Promise<void> {
    const end = async () => {
      await this.states.mustBeAllowed(actor);
      await this.states.mustMatch(id, ifMatch);
      await this.sessions.end({ accountId: id }, session, actor, context);
    };
    await this.audit.failureOf({ event: 'revoke', actor, subject: id, context }, end);
  }

  /** Throws `UserNotFoundError` or `LastAdministratorError`. */
  async remove(id: string, actor: string, context: RequestContext): Promise<void> {
    await this.states.remove(id, actor, context);
    await this.sessions.endOthers({ accountId: id }, actor, context);
  }

  private async endUpTo(user: User, actor: string, context: RequestContext): Promise<void> {
    await this.sessions.endUpTo(lastEnd(user) ?? 0, user.id, actor, context);
  }
}
