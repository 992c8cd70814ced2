import { AccountService } from '../account/account.service';
import { toSessionResponse } from '../sessions/session.response';
import { SessionsService } from '../sessions/sessions.service';
import { operator } from '../preconditions/change';
import { type Command } from './command';
import { operatorContext, userNamed } from './operator';

export const sessionCommands: Record<string, Command> = {
  list: async (app, [username]) => {
    const { id: accountId } = await userNamed(app, username);
    return (await app.get(SessionsService).list({ accountId })).map(toSessionResponse);
  },
  end: async (app, [username, id]) => {
    const { id: accountId } = await userNamed(app, username);
    if (id === undefined) await app.get(AccountService).signOut(accountId, operator, operatorContext());
    else await app.get(SessionsService).end({ accountId }, id, operator, operatorContext());
    return 'Ended.';
  },
};
