import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { authService } from '../services/auth';
import { messagesService } from '../services/messages';

/** The SDK's document commands, and the action of DynamoDB that each needs. */
const actions: Readonly<Record<string, string>> = {
  BatchGetCommand: 'BatchGetItem',
  BatchWriteCommand: 'BatchWriteItem',
  DeleteCommand: 'DeleteItem',
  GetCommand: 'GetItem',
  PutCommand: 'PutItem',
  QueryCommand: 'Query',
  ScanCommand: 'Scan',
  UpdateCommand: 'UpdateItem',
};

function commandsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.spec\.ts$|testing\/|admin\//.test(path))
    .flatMap((path) => [...readFileSync(join(folder, path), 'utf8').matchAll(/new (\w+Command)\(/g)])
    .map(([, command]) => command as string)
    .filter((command) => command in actions);
}

// That every action is granted on the right table is what the stores' contracts on AWS would tell; this tells what was forgotten.
it.each([authService, messagesService])(
  '$name is granted what its stores do, and nothing that none does',
  (service) => {
    const used = new Set(
      commandsIn(join(__dirname, `../../../${service.name}/src`)).map((command) => actions[command]),
    );
    const granted = new Set(service.tables.flatMap((access) => access.actions));
    expect([...granted].sort()).toEqual([...used].sort());
  },
);
