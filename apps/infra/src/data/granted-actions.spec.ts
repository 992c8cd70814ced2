import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownCards } from '../testing/cards';

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

// Whether each action is granted on the right table is shown by the contracts of the stores on AWS; this finds forgotten ones.
it.each(ownCards)('$name is granted the actions of its stores, and no others', ({ name, tables }) => {
  const used = new Set(commandsIn(join(__dirname, `../../../${name}/src`)).map((command) => actions[command]));
  const granted = new Set(tables.flatMap((table) => table.actions));
  expect([...granted].sort()).toEqual([...used].sort());
});
