import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type RequestContext } from '../request-context/request-context';
import { SessionsService } from '../sessions/sessions.service';
import { type User } from '../users/user';
import { UsersService } from '../users/users.service';

/** Changes of an account that end what was signed in before. The change itself comes first: it alone shuts everything out. */
@Injectable()
export class AccountService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
  ) {}

  /** Throws what `UsersService.changePassword` throws. */
  async changePassword(
    id: string,
    passwords: { currentPassword: string; newPassword: string },
    context: RequestContext,
  ): Promise<void> {
    await this.users.changePassword(id, passwords, context);
    await this.sessions.endOthers({ accountId: id }, id, context);
  }

  /** Gives the account a random password, and returns it. Throws `UserNotFoundError`. */
  async resetPassword(id: string, actor: string, context: RequestContext): Promise<string> {
    const password = randomBytes(18).toString('base64url');
    await this.users.setPassword(id, password, actor, context);
    await this.sessions.endOthers({ accountId: id }, actor, context);
    return password;
  }

  /** Throws `UserNotFoundError` or `LastAdministratorError`. */
  async disable(id: string, actor: string, context: RequestContext): Promise<User> {
    const user = await this.users.disable(id, actor, context);
    await this.sessions.endOthers({ accountId: id }, actor, context);
    return user;
  }

  /** Throws `UserNotFoundError` or `LastAdministratorError`. */
  async remove(id: string, actor: string, context: RequestContext): Promise<void> {
    await this.users.remove(id, actor, context);
    await this.sessions.endOthers({ accountId: id }, actor, context);
  }
}
