import { type INestApplicationContext } from '@nestjs/common';
import { RolesService } from '../users/roles.service';
import { type User } from '../users/user';
import { setRolesRequest } from '../users/user.requests';
import { AdminError, type Command } from './command';
import { operatorContext, userNamed } from './operator';

const pageSize = 100;

async function list(app: INestApplicationContext): Promise<User[]> {
  const users: User[] = [];
  let after: string | undefined;
  do {
    const page = await app.get(RolesService).list(pageSize, after);
    users.push(...page.users);
    after = page.next;
  } while (after !== undefined);
  return users;
}

async function setRoles(app: INestApplicationContext, [username, ...words]: string[]): Promise<User> {
  const request = setRolesRequest.safeParse({ roles: words });
  if (!request.success) throw new AdminError('Name the roles: user, moderator, admin.');
  const user = await userNamed(app, username);
  return app.get(RolesService).setRoles(null, user.id, request.data.roles, operatorContext());
}

export const userCommands: Record<'users' | 'roles', Record<string, Command>> = {
  users: { list, show: (app, [username]) => userNamed(app, username) },
  roles: { set: setRoles },
};
