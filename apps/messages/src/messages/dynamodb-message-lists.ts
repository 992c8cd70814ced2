import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Author, isLive, type Message } from './message';
import { type MessageId } from './message-id';
import { authorKey, feedPartition, fromItem } from './message-item';
import { type Page, type Position } from './message.store';
import { newestFirst, type ReadShard } from './newest-first';

// Read from each shard beyond its even part, so that one round of reads is enough for nearly every page.
const slack = 4;
// A page ends early here, which keeps it under the 1 MB that a load balancer takes from a Lambda function.
const pageBytes = 500_000;

type Query = Pick<QueryCommandInput, 'KeyConditionExpression' | 'ExpressionAttributeValues' | 'IndexName'>;

/** The lists of messages, each read from one query or from one a shard. */
export class MessageLists {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
    private readonly shards: number,
  ) {}

  list(tenant: string | null, { before, limit }: Position, abortSignal: AbortSignal): Promise<Page> {
    const readers = this.partitions(tenant).map((partition) => {
      const query = olderThan('pk', partition, before);
      return this.reader(tenant, query, abortSignal);
    });
    // One more than asked for tells whether there are more.
    const count = Math.min(limit + 1, Math.ceil((limit + 1) / this.shards) + slack);
    return page(newestFirst(readers, count), limit);
  }

  listByAuthor(
    tenant: string | null,
    author: Author,
    { before, limit }: Position,
    abortSignal: AbortSignal,
  ): Promise<Page> {
    const query = { ...olderThan('author', authorKey(tenant, author), before), IndexName: 'by-author' };
    return page(newestFirst([this.reader(tenant, query, abortSignal)], limit + 1), limit);
  }

  async listAfter(
    tenant: string | null,
    after: MessageId,
    limit: number,
    abortSignal: AbortSignal,
  ): Promise<readonly Message[]> {
    const shards = await Promise.all(
      this.partitions(tenant).map((partition) => this.readAfter(tenant, partition, after, limit, abortSignal)),
    );
    return shards
      .flat()
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }

  private partitions(tenant: string | null): string[] {
    return Array.from({ length: this.shards }, (_, shard) => feedPartition(tenant, shard));
  }

  private reader(tenant: string | null, query: Query, abortSignal: AbortSignal): ReadShard<Message> {
    let start: QueryCommandInput['ExclusiveStartKey'];
    return async (count) => {
      const { Items = [], LastEvaluatedKey } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          ...query,
          // An index cannot be read consistently. The feed is: a message that was answered for is never missing from its page.
          ConsistentRead: query.IndexName === undefined,
          ScanIndexForward: false,
          FilterExpression: 'attribute_not_exists(deletedAt)',
          Limit: count,
          ExclusiveStartKey: start,
        }),
        { abortSignal },
      );
      start = LastEvaluatedKey;
      const items = Items.map((item) => fromItem(tenant, item)).filter(isLive);
      return { items, exhausted: LastEvaluatedKey === undefined };
    };
  }

  private async readAfter(
    tenant: string | null,
    partition: string,
    after: MessageId,
    limit: number,
    abortSignal: AbortSignal,
  ): Promise<Message[]> {
    const messages: Message[] = [];
    let start: QueryCommandInput['ExclusiveStartKey'];
    // Stopping at the first read would lose what lies behind a run of deleted messages.
    do {
      const { Items = [], LastEvaluatedKey } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :key AND sk > :after',
          FilterExpression: 'attribute_not_exists(deletedAt)',
          ExpressionAttributeValues: { ':key': partition, ':after': after },
          ConsistentRead: true,
          Limit: limit,
          ExclusiveStartKey: start,
        }),
        { abortSignal },
      );
      start = LastEvaluatedKey;
      messages.push(...Items.map((item) => fromItem(tenant, item)).filter(isLive));
    } while (start !== undefined && messages.length < limit);
    return messages;
  }
}

function olderThan(attribute: 'pk' | 'author', key: string, before: MessageId | undefined): Query {
  const condition = `${attribute} = :key`;
  return before === undefined
    ? { KeyConditionExpression: condition, ExpressionAttributeValues: { ':key': key } }
    : {
        KeyConditionExpression: `${condition} AND sk < :before`,
        ExpressionAttributeValues: { ':key': key, ':before': before },
      };
}

async function page(newest: AsyncIterable<Message>, limit: number): Promise<Page> {
  const messages: Message[] = [];
  let bytes = 0;
  for await (const message of newest) {
    if (messages.length === limit || bytes > pageBytes) return { messages, more: true };
    messages.push(message);
    bytes += Buffer.byteLength(message.text);
  }
  return { messages, more: false };
}
