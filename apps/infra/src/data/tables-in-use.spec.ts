import { messagesTable, tables } from '@gatehouse/dynamodb';
import { authService } from '../services/auth';
import { messagesService } from '../services/messages';
import { tablesInUse } from './tables-in-use';

const all = [authService, messagesService];

describe('tables in use', () => {
  it('are those of the deployed services', () => {
    expect(tablesInUse(tables, all, all)).toEqual(tables);
    expect(tablesInUse(tables, all, [messagesService])).toEqual([messagesTable]);
  });

  it('are refused where one was renamed in one place only', () => {
    const renamed = tables.map((table) => (table === messagesTable ? { ...table, name: 'posts' } : table));
    expect(() => tablesInUse(renamed, all, all)).toThrow(
      [
        'Table definitions and services disagree:',
        '  messages uses the table messages, which is not defined',
        '  the table posts is defined, but no service may use it',
      ].join('\n'),
    );
  });
});
