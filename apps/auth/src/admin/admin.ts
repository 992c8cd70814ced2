import { type INestApplicationContext } from '@nestjs/common';
import { apiCommands } from './api.commands';
import { clientCommands } from './client.commands';
import { AdminError, type Command } from './command';
import { keyCommands } from './key.commands';
import { sessionCommands } from './session.commands';
import { roleCommands, userCommands } from './user.commands';

export const usage = `nx run auth:admin -- COMMAND

  clients list
  clients add --name NAME --kind web|spa|native|service [--redirect-uri URI]… [--post-logout-redirect-uri URI]…
              [--scope "SCOPE …"] [--jwks FILE] [--backchannel-logout-uri URI] [--pkce-optional] [--dpop]
              [--resource URL] [--refresh-window SECONDS]
  clients change CLIENT_ID [the options of "clients add", except --kind; "" and --no-pkce-optional, --no-dpop remove]
  clients renew-secret CLIENT_ID
  clients add-secret CLIENT_ID
  clients remove-secret CLIENT_ID
  clients remove CLIENT_ID
  users list
  users show USERNAME
  users reset-password USERNAME
  users disable USERNAME
  users enable USERNAME
  users delete USERNAME
  roles list
  roles add NAME [DESCRIPTION]
  roles remove NAME
  roles set USERNAME ROLE…
  apis list
  apis apply FILE… [--origin URL] [--resource NAME=URL]… [--allow-widening] [--prune] [--dry-run]
  sessions list USERNAME
  sessions end USERNAME [SESSION_ID]
  keys list
  keys rotate [ARN]
  keys revoke KID [ARN]

"apis apply" takes service cards (service.json). It needs --allow-widening to give an existing scope to more roles, to clients,
or to another API. With --prune it removes the APIs of cards that are not given.

The command talks to the store and the keys of the "npm start" that runs on DATA_DIR (default .data), and says on stderr which they
are. DYNAMODB_ENDPOINT (empty for AWS), TABLE_PREFIX and SIGNING_KEYS name others.
`;

const commands: Record<string, Record<string, Command>> = {
  clients: clientCommands,
  users: userCommands,
  roles: roleCommands,
  apis: apiCommands,
  sessions: sessionCommands,
  keys: keyCommands,
};

/** Runs a command against the application, and returns what to print. Throws `AdminError` where there is no such command. */
export async function runAdmin(
  app: INestApplicationContext,
  [group = '', name = '', ...words]: string[],
): Promise<string> {
  const ofGroup = Object.hasOwn(commands, group) ? commands[group] : undefined;
  const command = ofGroup && Object.hasOwn(ofGroup, name) ? ofGroup[name] : undefined;
  if (!command) throw new AdminError(`There is no command "${group} ${name}".\n\n${usage}`);
  const answer = await command(app, words);
  return typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2);
}
