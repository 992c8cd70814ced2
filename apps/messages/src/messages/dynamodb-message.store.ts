import { randomUUID } from 'node:crypto';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { isConditionalCheckFailed, messagesTable, within } from '@gatehouse/dynamodb';
import { TABLE_NAME, type TableName } from '@gatehouse/service';
import { Inject, Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type MessagesConfig } from '../config';
import { type Author, isDeleted, isLive, type Message, type Tombstone } from './message';
import { type MessageId, timeOf } from './message-id';
import {
  authorKey,
  claimItem,
  claimKey,
  feedPartition,
  fromItem,
  keptFor,
  keyOf,
  secondsOf,
  toItem,
  tookWrite,
} from './message-item';
import {
  type Changed,
  type Condition,
  type Created,
  type IdempotencyKey,
  MessageStore,
  type Page,
  type Position,
  type Target,
} from './message.store';
import { newestFirst, type ReadShard } from './newest-first';

// Milliseconds: under the 3 s that a request may take.
const deadline = 2500;
// Read from each shard beyond its even part, so that one round of reads is enough for nearly every page.
const slack = 4;
// A page ends early here, which keeps it under the 1 MB that a load balancer takes from a Lambda function.
const pageBytes = 500_000;

type Item = Record<string, unknown>;

@Injectable()
export class DynamoDbMessageStore extends MessageStore {
  private readonly table: string;
  private readonly shards: number;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    @Inject(TABLE_NAME) nameOf: TableName,
    config: ConfigService<MessagesConfig, true>,
  ) {
    super();
    this.table = nameOf(messagesTable);
    this.shards = config.get('FEED_SHARDS_READ', { infer: true }) ?? config.get('FEED_SHARDS', { infer: true });
  }

  create(message: Message, idempotencyKey?: IdempotencyKey): Promise<Created> {
    return within(deadline, async (abortSignal) => {
      if (!idempotencyKey) return { message: await this.insert(message, abortSignal) };
      // The key is bound to an id before the message is written: after a crash in between, the retry finds the id and writes it.
      const claim = await this.claim(message, idempotencyKey, abortSignal);
      if (claim.request !== idempotencyKey.request) return { keyReused: true };
      const id = claim.messageId;
      return { message: await this.insert({ ...message, id, createdAt: new Date(timeOf(id)) }, abortSignal) };
    });
  }

  find(target: Target): Promise<Message | Tombstone | undefined> {
    return within(deadline, async (abortSignal) => {
      const item = await this.read(keyOf(target), abortSignal);
      return item && fromItem(target.tenant, item);
    });
  }

  edit(target: Target, condition: Condition, text: string, now: Date): Promise<Changed<Message>> {
    const set = 'SET #text = :text, editedAt = :now, version = version + :one';
    return this.change(target, condition, set, { ':text': text, ':now': now.getTime(), ':one': 1 }, (found) =>
      isDeleted(found) ? undefined : found,
    );
  }

  delete(target: Target, condition: Condition, now: Date): Promise<Changed<Tombstone>> {
    // In its place, so that no late attempt of the create can bring it back; without `author`, so that it leaves the index.
    const set = 'REMOVE #text, author, issuer, subject, username, editedAt SET deletedAt = :now, expiresAt = :expiry';
    const values = { ':now': now.getTime(), ':expiry': secondsOf(now.getTime() + keptFor) };
    return this.change(target, condition, set, values, (found) => (isDeleted(found) ? found : undefined));
  }

  list(tenant: string | null, { before, limit }: Position): Promise<Page> {
    return within(deadline, (abortSignal) => {
      const shards = Array.from({ length: this.shards }, (_, shard) => {
        const condition = before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before';
        const values = { ':pk': feedPartition(tenant, shard), ...(before !== undefined && { ':before': before }) };
        return this.reader(
          tenant,
          { KeyConditionExpression: condition, ExpressionAttributeValues: values },
          abortSignal,
        );
      });
      // One more than asked for tells whether there are more.
      const count = Math.min(limit + 1, Math.ceil((limit + 1) / this.shards) + slack);
      return page(newestFirst(shards, count), limit);
    });
  }

  listByAuthor(tenant: string | null, author: Author, { before, limit }: Position): Promise<Page> {
    return within(deadline, (abortSignal) => {
      const condition = before === undefined ? 'author = :author' : 'author = :author AND sk < :before';
      const values = { ':author': authorKey(tenant, author), ...(before !== undefined && { ':before': before }) };
      const query = { KeyConditionExpression: condition, ExpressionAttributeValues: values, IndexName: 'by-author' };
      return page(newestFirst([this.reader(tenant, query, abortSignal)], limit + 1), limit);
    });
  }

  listAfter(tenant: string | null, after: MessageId, limit: number): Promise<readonly Message[]> {
    return within(deadline, async (abortSignal) => {
      const answers = await Promise.all(
        Array.from({ length: this.shards }, (_, shard) =>
          this.client.send(
            new QueryCommand({
              TableName: this.table,
              KeyConditionExpression: 'pk = :pk AND sk > :after',
              FilterExpression: 'attribute_not_exists(deletedAt)',
              ExpressionAttributeValues: { ':pk': feedPartition(tenant, shard), ':after': after },
              ConsistentRead: true,
              Limit: limit,
            }),
            { abortSignal },
          ),
        ),
      );
      return answers
        .flatMap(({ Items = [] }) => Items.map((item) => fromItem(tenant, item)))
        .filter(isLive)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit);
    });
  }

  /** Writes the message unless it is there. */
  private async insert(message: Message, abortSignal: AbortSignal): Promise<Message> {
    try {
      await this.client.send(
        new PutCommand({
          TableName: this.table,
          Item: toItem(message, randomUUID()),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
        { abortSignal },
      );
    } catch (error) {
      if (!isConditionalCheckFailed(error)) throw error;
      // An earlier attempt wrote it: this one's, whose answer was lost, or one under the same key. It may have been edited or
      // deleted since; what was created is what is told.
      const item = await this.read(keyOf(message), abortSignal);
      const theirs = item?.['author'] !== undefined && item['author'] !== authorKey(message.tenant, message.author);
      if (!item || theirs) throw new Error(`the id ${message.id} was given twice`, { cause: error });
    }
    return message;
  }

  /** Binds the key to the message's id, or finds the id that it is bound to. */
  private async claim(message: Message, key: IdempotencyKey, abortSignal: AbortSignal) {
    const Key = claimKey(message.tenant, message.author, key);
    const claimedAt = message.createdAt.getTime();
    const claim = { messageId: message.id, request: key.request, claimedAt };
    for (;;) {
      try {
        await this.client.send(
          new PutCommand({
            TableName: this.table,
            Item: { ...Key, ...claim, expiresAt: secondsOf(claimedAt + keptFor) },
            ConditionExpression: 'attribute_not_exists(pk) OR claimedAt <= :expired',
            ExpressionAttributeValues: { ':expired': claimedAt - keptFor },
          }),
          { abortSignal },
        );
        return claim;
      } catch (error) {
        if (!isConditionalCheckFailed(error)) throw error;
      }
      const item = await this.read(Key, abortSignal);
      // Swept between the two calls: it can be claimed now.
      if (item) return claimItem.parse(item);
    }
  }

  private async change<T>(
    target: Target,
    { author, versions }: Condition,
    update: string,
    values: Item,
    expected: (found: Message | Tombstone) => T | undefined,
  ): Promise<Changed<T>> {
    const write = randomUUID();
    const wanted = versions?.map((version, index) => [`:version${index}`, version] as const);
    const conditions = [
      'attribute_exists(pk)',
      'attribute_not_exists(deletedAt)',
      ...(author ? ['author = :author'] : []),
      ...(wanted ? [`version IN (${wanted.map(([name]) => name).join(', ')})`] : []),
    ];
    const parse = (item: Item | undefined) => item && fromItem(target.tenant, item);
    return within(deadline, async (abortSignal) => {
      let item: Item | undefined;
      try {
        const { Attributes } = await this.client.send(
          new UpdateCommand({
            TableName: this.table,
            Key: keyOf(target),
            UpdateExpression: update.replace('SET ', 'SET previousWrite = #write, #write = :write, '),
            ConditionExpression: conditions.join(' AND '),
            ExpressionAttributeNames: { '#write': 'write', ...(update.includes('#text') && { '#text': 'text' }) },
            ExpressionAttributeValues: {
              ...values,
              ':write': write,
              ...(author && { ':author': authorKey(target.tenant, author) }),
              ...Object.fromEntries(wanted ?? []),
            },
            ReturnValues: 'ALL_NEW',
          }),
          { abortSignal },
        );
        item = Attributes;
      } catch (error) {
        if (!isConditionalCheckFailed(error)) throw error;
        item = await this.read(keyOf(target), abortSignal);
        // Where an earlier attempt took effect and only its answer was lost, the condition is false because of our own write.
        if (!tookWrite(item, write)) return { found: parse(item) };
      }
      const found = parse(item);
      const done = found && expected(found);
      return done === undefined ? { found } : { done };
    });
  }

  private async read(Key: { pk: string; sk: string }, abortSignal: AbortSignal): Promise<Item | undefined> {
    const get = new GetCommand({ TableName: this.table, Key, ConsistentRead: true });
    return (await this.client.send(get, { abortSignal })).Item;
  }

  private reader(
    tenant: string | null,
    query: Pick<QueryCommandInput, 'KeyConditionExpression' | 'ExpressionAttributeValues' | 'IndexName'>,
    abortSignal: AbortSignal,
  ): ReadShard<Message> {
    let start: QueryCommandInput['ExclusiveStartKey'];
    return async (count) => {
      const { Items = [], LastEvaluatedKey } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          ...query,
          // An index cannot be read consistently.
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
