import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type RequestContext } from '../request-context/request-context';
import { SessionsService } from '../sessions/sessions.service';
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

  /** Gives the account a random password, and returns it. Throws `UserNotFoundError`. */
  async resetPassword(id: string, actor: string, context: RequestContext): Promise<string> {
    const password = randomBytes(18).toString('base64url');
    const user = await this.states.setPassword(id, password, actor, context);
    await this.endUpTo(user, actor, context);
    return password;
  }

  /** Throws `UserNotFoundError` or `LastAdministratorError`. */
  async disable(id: string, actor: string, context: RequestContext): Promise<User> {
    const user = await this.states.disable(id, actor, context);
    await this.sessions.endOthers({ accountId: id }, actor, context);
    return user;
  }

  /** Lets the account in again; what was signed in before stays out. Throws `UserNotFoundError`. */
  async enable(id: string, actor: string, context: RequestContext): Promise<User> {
    const user = await this.states.enable(id, actor, context);
    await this.endUpTo(user, actor, context);
    return user;
  }

  /** Ends everything that is signed in. Throws `UserNotFoundError`. */
  async signOut(id: string, actor: string, context: RequestContext): Promise<void> {
    await this.endUpTo(await this.states.signOut(id), actor, context);
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
