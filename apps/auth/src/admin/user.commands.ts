import { roleSchema } from '@gatehouse/authorization';
import { type INestApplicationContext } from '@nestjs/common';
import { AuthorizationService } from '../authorization/authorization.service';
import { AccountService } from '../account/account.service';
import { RolesService } from '../users/roles.service';
import { type User } from '../users/user';
import { setRolesRequest } from '../users/user.requests';
import { operator } from '../preconditions/change';
import { AdminError, type Command } from './command';
import { linesOf, operatorChange } from './api.commands';
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
  if (!request.success)
    throw new AdminError(`Name the roles: ${request.error.issues[0]?.message ?? 'they are not valid'}.`);
  const user = await userNamed(app, username);
  return app.get(RolesService).setRoles(null, user.id, request.data.roles, operatorContext());
}

export const userCommands: Record<string, Command> = {
  list,
  show: (app, [username]) => userNamed(app, username),
  'reset-password': async (app, [username]) => {
    const { id } = await userNamed(app, username);
    const { user, password } = await app.get(AccountService).resetPassword(id, operator, operatorContext());
    // The one time that the password is shown.
    return { username: user.username, password };
  },
  disable: async (app, [username]) => {
    const { id } = await userNamed(app, username);
    return app.get(AccountService).disable(id, operator, operatorContext());
  },
  enable: async (app, [username]) => {
    const { id } = await userNamed(app, username);
    return app.get(AccountService).enable(id, operator, operatorContext());
  },
  delete: async (app, [username]) => {
    const user = await userNamed(app, username);
    await app.get(AccountService).remove(user.id, operator, operatorContext());
    return `${user.username} is deleted.`;
  },
};

export const roleCommands: Record<string, Command> = {
  list: async (app) => (await app.get(AuthorizationService).registry()).roles,
  set: setRoles,
  add: async (app, [name, ...words]) => {
    const description = words.join(' ') || 'Added by the operator.';
    const role = roleSchema.safeParse({ name, description });
    if (!role.success)
      throw new AdminError(role.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
    return linesOf(await app.get(AuthorizationService).putRole(role.data, operatorChange()));
  },
  remove: async (app, [name = '']) => linesOf(await app.get(AuthorizationService).removeRole(name, operatorChange())),
};
