import { randomUUID } from 'node:crypto';
import { type INestApplicationContext } from '@nestjs/common';
import { type RequestContext } from '../request-context/request-context';
import { type User } from '../users/user';
import { UserNotFoundError } from '../users/user.errors';
import { UsersService } from '../users/users.service';

/** Where a command comes from, for the audit trail. */
export function operatorContext(): RequestContext {
  return { address: '', requestId: randomUUID(), userAgent: 'admin command' };
}

export async function userNamed(app: INestApplicationContext, username = ''): Promise<User> {
  const user = await app.get(UsersService).findByUsername(username);
  if (!user) throw new UserNotFoundError(username === '' ? 'Name the user.' : `There is no user named ${username}.`);
  return user;
}
