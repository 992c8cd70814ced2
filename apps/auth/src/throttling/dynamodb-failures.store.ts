import { randomUUID } from 'node:crypto';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { isConditionalCheckFailed } from '@gatehouse/dynamodb';
import { TABLE_NAME, type TableName } from '@gatehouse/service';
import { Inject, Injectable } from '@nestjs/common';
import { type Failures } from './failures';
import { FailuresStore, type Seen } from './failures.store';

interface FailuresItem extends Failures {
  readonly pk: string;
  readonly revision: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

async function unlessChanged(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionalCheckFailed(error)) return false;
    throw error;
  }
}

@Injectable()
export class DynamoDbFailuresStore extends FailuresStore {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    @Inject(TABLE_NAME) nameOf: TableName,
  ) {
    super();
    this.table = nameOf('throttling');
  }

  async read(key: string): Promise<Seen> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: { pk: `failures#${key}` }, ConsistentRead: true }),
    );
    if (!Item) return { key };
    const { count, at, blockedUntil, revision } = Item as FailuresItem;
    return { key, failures: { count, at, blockedUntil }, revision };
  }

  async replace(seen: Seen, next: Failures, keepUntil: number): Promise<Seen | undefined> {
    const item: FailuresItem = {
      pk: `failures#${seen.key}`,
      ...next,
      revision: randomUUID(),
      expiresAt: Math.ceil(keepUntil / 1000),
    };
    const replaced = await unlessChanged(
      this.client.send(
        new PutCommand({
          TableName: this.table,
          Item: item,
          // A write whose answer was lost is repeated by the client: it finds its own revision.
          ConditionExpression: `${seen.revision === undefined ? 'attribute_not_exists(pk)' : 'revision = :seen'} OR revision = :own`,
          ExpressionAttributeValues: {
            ':own': item.revision,
            ...(seen.revision !== undefined && { ':seen': seen.revision }),
          },
        }),
      ),
    );
    return replaced ? { key: seen.key, failures: next, revision: item.revision } : undefined;
  }

  async clear(seen: Seen): Promise<boolean> {
    if (seen.revision === undefined) return true;
    return unlessChanged(
      this.client.send(
        new DeleteCommand({
          TableName: this.table,
          Key: { pk: `failures#${seen.key}` },
          ConditionExpression: 'attribute_not_exists(pk) OR revision = :seen',
          ExpressionAttributeValues: { ':seen': seen.revision },
        }),
      ),
    );
  }
}
