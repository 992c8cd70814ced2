import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Author, isLive, type Message } from './message';
import { type MessageId } from './message-id';
import { authorKey, feedPartition, fromItem, isTombstone } from './message-item';
import { type FeedShard, type Page, type Position, type Range } from './message.store';
import { mergedPage, type ReadShard } from './merged-page';

// Tombstones are passed over in reads that double in size, from the first of these to the last.
const [fewTombstones, manyTombstones] = [8, 1000];

type Key = Record<string, unknown>;
type Query = Pick<
  QueryCommandInput,
  'KeyConditionExpression' | 'ExpressionAttributeValues' | 'IndexName' | 'ScanIndexForward' | 'ConsistentRead'
>;

/** The lists of messages, each read from one query or from one a shard. */
export class MessageLists {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
    private readonly shards: number,
  ) {}

  list(tenant: string | null, { before, limit }: Position, abortSignal: AbortSignal): Promise<Page> {
    const readers = this.partitions(tenant).map((partition) =>
      this.reader(tenant, { ...olderThan('pk', partition, before), ConsistentRead: true }, abortSignal),
    );
    return page(readers, limit);
  }

  listByAuthor(
    tenant: string | null,
    author: Author,
    { before, limit }: Position,
    abortSignal: AbortSignal,
  ): Promise<Page> {
    // An index cannot be read consistently. The feed is: a message that was answered for is never missing from its page.
    const query = { ...olderThan('author', authorKey(tenant, author), before), IndexName: 'by-author' };
    return page([this.reader(tenant, query, abortSignal)], limit);
  }

  async read(
    tenant: string | null,
    partition: string,
    range: Range,
    limit: number,
    abortSignal: AbortSignal,
  ): ReturnType<FeedShard['read']> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new QueryCommand({ TableName: this.table, ...between(partition, range), Limit: limit }),
      { abortSignal },
    );
    const messages = Items.map((item) => fromItem(tenant, item));
    return { messages: messages.filter(isLive), position: messages.at(-1)?.id, more: LastEvaluatedKey !== undefined };
  }

  async ids(partition: string, range: Range, abortSignal: AbortSignal): Promise<MessageId[]> {
    const ids: MessageId[] = [];
    let start: Key | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          ...between(partition, range),
          ProjectionExpression: 'sk',
          ExclusiveStartKey: start,
        }),
        { abortSignal },
      );
      ids.push(...Items.map(({ sk }) => sk as MessageId));
      start = LastEvaluatedKey;
    } while (start);
    return ids;
  }

  /** The keys of the feed's shards. */
  partitions(tenant: string | null): string[] {
    return Array.from({ length: this.shards }, (_, shard) => feedPartition(tenant, shard));
  }

  private reader(tenant: string | null, query: Query, abortSignal: AbortSignal): ReadShard<Message> {
    let start: Key | undefined;
    return async (count) => {
      for (;;) {
        const { Items = [], LastEvaluatedKey } = await this.client.send(
          new QueryCommand({ TableName: this.table, ...query, Limit: count, ExclusiveStartKey: start }),
          { abortSignal },
        );
        start = LastEvaluatedKey;
        const items = Items.map((item) => fromItem(tenant, item)).filter(isLive);
        if (items.length > 0 || start === undefined) return { items, exhausted: start === undefined };
        start = await this.lastOfTombstones(query, start, abortSignal);
        if (start === undefined) return { items, exhausted: true };
      }
    };
  }

  /** The key of the last tombstone in a run, or undefined where nothing follows it. Reads no texts: long ones may follow. */
  private async lastOfTombstones(query: Query, start: Key, abortSignal: AbortSignal): Promise<Key | undefined> {
    let last = start;
    for (let count = fewTombstones; ; count = Math.min(manyTombstones, count * 2)) {
      const { Items = [], LastEvaluatedKey } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          ...query,
          ProjectionExpression: 'pk, sk, deletedAt',
          Limit: count,
          ExclusiveStartKey: last,
        }),
        { abortSignal },
      );
      for (const item of Items) {
        if (!isTombstone(item)) return last;
        const { pk, sk } = item as Key;
        last = { pk, sk };
      }
      if (LastEvaluatedKey === undefined) return undefined;
    }
  }
}

function olderThan(attribute: 'pk' | 'author', key: string, before: MessageId | undefined): Query {
  const condition = `${attribute} = :key`;
  return before === undefined
    ? {
        KeyConditionExpression: condition,
        ExpressionAttributeValues: { ':key': key },
        ScanIndexForward: false,
      }
    : {
        KeyConditionExpression: `${condition} AND sk < :before`,
        ExpressionAttributeValues: { ':key': key, ':before': before },
        ScanIndexForward: false,
      };
}

function between(partition: string, { from, to }: Range): Query {
  return {
    KeyConditionExpression: 'pk = :key AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':key': partition, ':from': from, ':to': to },
    ScanIndexForward: true,
    ConsistentRead: true,
  };
}

async function page(readers: readonly ReadShard<Message>[], limit: number): Promise<Page> {
  const bytesOf = ({ text }: Message) => Buffer.byteLength(text);
  const { items, more } = await mergedPage(readers, { limit, bytesOf });
  return { messages: items, more };
}
