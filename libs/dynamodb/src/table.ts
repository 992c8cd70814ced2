/** The type of a key attribute: string, number or binary. */
export type KeyType = 'S' | 'N' | 'B';

/** A key: one partition attribute, and a sort attribute where items are grouped. */
export interface KeyDefinition {
  readonly partitionKey: { readonly name: string; readonly type: KeyType };
  readonly sortKey?: { readonly name: string; readonly type: KeyType };
}

/** A global secondary index; all attributes are projected unless `keysOnly`. */
export interface IndexDefinition extends KeyDefinition {
  readonly name: string;
  readonly keysOnly?: boolean;
}

/** A table as data: stores, the local engine and the infrastructure read the same definition. */
export interface TableDefinition extends KeyDefinition {
  /** Without the stage's prefix; table and index names have at least 3 characters. */
  readonly name: string;
  readonly indexes?: readonly IndexDefinition[];
  /** Attribute in seconds since the epoch by which DynamoDB sweeps; code checks expiry itself. */
  readonly timeToLive?: string;
}

/** The table's name in DynamoDB: the stage's prefix, then the name in its definition. */
export function tableName(prefix: string, name: string): string {
  return `${prefix}${name}`;
}
