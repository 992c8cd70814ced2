import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { type IndexDefinition, type KeyDefinition, type TableDefinition, tableName } from '../table';

function keySchema(key: KeyDefinition): NonNullable<CreateTableCommandInput['KeySchema']> {
  return [
    { AttributeName: key.partitionKey.name, KeyType: 'HASH' },
    ...(key.sortKey ? [{ AttributeName: key.sortKey.name, KeyType: 'RANGE' as const }] : []),
  ];
}

function attributes(table: TableDefinition): NonNullable<CreateTableCommandInput['AttributeDefinitions']> {
  const keys: KeyDefinition[] = [table, ...(table.indexes ?? [])];
  const types = new Map(
    keys
      .flatMap((key) => [key.partitionKey, ...(key.sortKey ? [key.sortKey] : [])])
      .map(({ name, type }) => [name, type]),
  );
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function index(definition: IndexDefinition) {
  return {
    IndexName: definition.name,
    KeySchema: keySchema(definition),
    Projection: { ProjectionType: definition.keysOnly ? ('KEYS_ONLY' as const) : ('ALL' as const) },
  };
}

/** Creates the tables that do not exist yet and waits until each can be used. For local engines; in AWS the infrastructure does it. */
export async function createTables(
  client: DynamoDBClient,
  prefix: string,
  definitions: readonly TableDefinition[],
): Promise<void> {
  await Promise.all(
    definitions.map(async (table) => {
      const TableName = tableName(prefix, table.name);
      try {
        await client.send(
          new CreateTableCommand({
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: keySchema(table),
            AttributeDefinitions: attributes(table),
            ...(table.indexes && { GlobalSecondaryIndexes: table.indexes.map(index) }),
          }),
        );
      } catch (error) {
        if (!(error instanceof ResourceInUseException)) throw error;
      }
      await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName });
    }),
  );
}
