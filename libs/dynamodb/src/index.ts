export { createDynamoDbClient, type DynamoDbOptions } from './client';
export { within } from './deadline';
export { isConditionalCheckFailed, StoreUnavailableError } from './errors';
export { tableName, type IndexDefinition, type KeyDefinition, type KeyType, type TableDefinition } from './table';
