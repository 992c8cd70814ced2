import {
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { isConditionalCheckFailed } from '@gatehouse/dynamodb';
import { digestOf } from './sealing';
import { SharedReads } from './shared-reads';

/** A refresh token that was consumed; the time in milliseconds. */
export interface Ancestor {
  readonly pk: string;
  readonly consumedAt: number;
}

/** One thing of oidc-provider's, at rest. It holds no identifier that opens anything: the key has a digest of it. */
export interface OidcItem {
  readonly pk: string;
  /** The model's payload as JSON, without its identifier. */
  readonly payload?: string;
  /** The payload, where the payload itself names secrets: encrypted under a key that comes from the identifier. */
  readonly sealed?: Uint8Array;
  /** Seconds. Counted here, swept by DynamoDB. */
  readonly expiresAt?: number;
  readonly grantId?: string;
  /** Under what it is listed: the id of an account, or `clients`. */
  readonly owner?: string;
  /** Milliseconds. */
  readonly consumedAt?: number;
  /** Of a consumed refresh token: its one successor, sealed under the token's own value. */
  readonly successor?: Uint8Array;
  /** Of a refresh token: those before it whose successors are still sealed in the store. */
  readonly ancestors?: readonly Ancestor[];
  /** Of a pointer: the key that it points at. */
  readonly target?: string;
  /** Of a grant, or of a session's pointer: it has ended, and a request that still holds it in memory must not bring it back. */
  readonly ended?: boolean;
}

// BatchWriteItem takes no more.
const batchSize = 25;
// Read and deleted before the next page is asked for, whatever the size of the family.
const pageSize = 100;
// Seconds for which an end is remembered: longer than any request, or any hosted page, can hold what has ended.
const endRemembered = 24 * 60 * 60;

function now(): number {
  return Math.floor(Date.now() / 1000);
}

export function keyOf(model: string, id: string): string {
  return `${model}#${digestOf(id)}`;
}

/** The authorization server's table. Every write is one item; what decides about access is read consistently, by key. */
export class OidcItems {
  private readonly reads = new SharedReads((pk) => this.read(pk));

  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  /** The item as it is now, unless it has ended or expired: DynamoDB may take days to sweep. */
  get(pk: string): Promise<OidcItem | undefined> {
    return this.reads.get(pk);
  }

  private async read(pk: string): Promise<OidcItem | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: { pk }, ConsistentRead: true }),
    );
    const item = Item as OidcItem | undefined;
    const isOver = item?.ended === true || (item?.expiresAt !== undefined && item.expiresAt <= now());
    return isOver ? undefined : item;
  }

  async put(item: OidcItem): Promise<void> {
    await this.client.send(new PutCommand({ TableName: this.table, Item: item }));
  }

  /** Writes an item that is not there yet, or only as a remnant that has expired. Says whether it did. */
  async putNew(item: OidcItem): Promise<boolean> {
    return this.conditionally(
      new PutCommand({
        TableName: this.table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': now() },
      }),
    );
  }

  /** Writes a grant or a session's pointer, unless that has ended. Says whether it did. */
  async putUnlessEnded(item: OidcItem): Promise<boolean> {
    return this.conditionally(
      new PutCommand({
        TableName: this.table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(ended)',
      }),
    );
  }

  /** Replaces the payload of an item that nobody has changed or removed since `seen` was read. Says whether it did. */
  async replacePayload(pk: string, seen: string, next: string): Promise<boolean> {
    return this.conditionally(
      new UpdateCommand({
        TableName: this.table,
        Key: { pk },
        UpdateExpression: 'SET payload = :next',
        // The second half is a repetition of this very write whose answer was lost.
        ConditionExpression: 'payload = :seen OR payload = :next',
        ExpressionAttributeValues: { ':seen': seen, ':next': next },
      }),
    );
  }

  /** Deletes an item whose payload nobody has changed since `seen` was read; one that is gone is deleted, too. Says whether it did. */
  async deletePayload(pk: string, seen: string): Promise<boolean> {
    return this.conditionally(
      new DeleteCommand({
        TableName: this.table,
        Key: { pk },
        ConditionExpression: 'attribute_not_exists(pk) OR payload = :seen',
        ExpressionAttributeValues: { ':seen': seen },
      }),
    );
  }

  /** The one write that decides who uses a single-use item: it exists, and nobody has used it. The item, for who did. */
  async consume(pk: string, successor?: Uint8Array): Promise<OidcItem | undefined> {
    try {
      const { Attributes } = await this.client.send(
        new UpdateCommand({
          TableName: this.table,
          Key: { pk },
          // Only what can be used is listed for its owner.
          UpdateExpression: `SET consumedAt = :now${successor ? ', successor = :successor' : ''} REMOVE #owner`,
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(consumedAt)',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':now': Date.now(), ...(successor && { ':successor': successor }) },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Attributes as OidcItem | undefined;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return undefined;
      throw error;
    }
  }

  /** Takes the sealed successor off a refresh token that is too old to be answered. */
  async forgetSuccessor(pk: string): Promise<void> {
    await this.conditionally(
      new UpdateCommand({
        TableName: this.table,
        Key: { pk },
        UpdateExpression: 'REMOVE successor',
        ConditionExpression: 'attribute_exists(pk)',
      }),
    );
  }

  async delete(pk: string): Promise<void> {
    await this.client.send(new DeleteCommand({ TableName: this.table, Key: { pk } }));
  }

  /** Deletes what a grant's identifier is written on, of one model or of all, however much it is. */
  async deleteByGrant(grantId: string, model?: string): Promise<void> {
    for await (const keys of this.keys('by-grant', 'grantId', grantId, model)) await this.deleteAll(keys);
  }

  /** Ends a grant. The grant itself goes first: without it nothing that hangs on it is good, seen by the index or not. */
  async endGrant(grantId: string): Promise<void> {
    await this.end(keyOf('Grant', grantId));
    await this.deleteByGrant(grantId);
  }

  /** Ends a grant or, by its pointer, a session: also for a request that has it in memory and saves it later. */
  async end(pk: string): Promise<void> {
    await this.put({ pk, ended: true, expiresAt: now() + endRemembered });
  }

  /** How many items of the model the owner has, as far as the index shows; counts no further than `limit`. */
  async countByOwner(owner: string, model: string, limit: number): Promise<number> {
    let count = 0;
    for await (const keys of this.keys('by-owner', 'owner', owner, model)) {
      count += keys.length;
      if (count >= limit) break;
    }
    return count;
  }

  async *byOwner(owner: string, model: string): AsyncGenerator<OidcItem> {
    for await (const keys of this.keys('by-owner', 'owner', owner, model)) {
      // The index may lag: what it names is read again from the table.
      for (const item of await Promise.all(keys.map((pk) => this.get(pk)))) if (item) yield item;
    }
  }

  private async *keys(
    index: string,
    attribute: string,
    value: string,
    model: string | undefined,
  ): AsyncGenerator<string[]> {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          IndexName: index,
          KeyConditionExpression: model ? '#a = :value AND begins_with(pk, :model)' : '#a = :value',
          ExpressionAttributeNames: { '#a': attribute },
          ExpressionAttributeValues: { ':value': value, ...(model && { ':model': `${model}#` }) },
          Limit: pageSize,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
      yield (page.Items ?? []).map((item) => item['pk'] as string);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  private async deleteAll(keys: readonly string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += batchSize) {
      let pending = keys.slice(start, start + batchSize).map((pk) => ({ DeleteRequest: { Key: { pk } } }));
      while (pending.length > 0) {
        const { UnprocessedItems } = await this.client.send(
          new BatchWriteCommand({ RequestItems: { [this.table]: pending } }),
        );
        pending = (UnprocessedItems?.[this.table] ?? []) as typeof pending;
        if (pending.length > 0) await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 100));
      }
    }
  }

  private async conditionally(command: PutCommand | UpdateCommand | DeleteCommand): Promise<boolean> {
    try {
      await this.client.send(command as PutCommand);
      return true;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return false;
      throw error;
    }
  }
}
