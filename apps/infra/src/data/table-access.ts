import { type TableDefinition } from '@gatehouse/dynamodb';

/** What a service does with one of its tables; nothing else is allowed. */
export interface TableAccess {
  readonly table: TableDefinition;
  readonly actions: readonly TableAction[];
}

/** DynamoDB's actions on items. `DescribeTable` comes with every table: readiness asks for it. */
export type TableAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';
