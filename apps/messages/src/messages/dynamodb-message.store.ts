import { randomUUID } from 'node:crypto';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isConditionalCheckFailed, within } from '@gatehouse/dynamodb';
import { TABLE_NAME, type TableName } from '@gatehouse/service';
import { Inject, Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type MessagesConfig } from '../config';
import { type Author, isDeleted, type Message, type Tombstone } from './message';
import { MessageLists } from './dynamodb-message-lists';
import { timeOf } from './message-id';
import { authorKey, claimItem, claimKey, fromItem, keptFor, keyOf, secondsOf, toItem, tookWrite } from './message-item';
import {
  type Changed,
  type Condition,
  type Created,
  type FeedShard,
  type IdempotencyKey,
  MessageStore,
  type Page,
  type Position,
  type Target,
} from './message.store';

type Item = Record<string, unknown>;

@Injectable()
export class DynamoDbMessageStore extends MessageStore {
  /** Milliseconds: under the 3 s that a request may take. */
  protected readonly deadline: number = 2500;
  private readonly table: string;
  private readonly lists: MessageLists;
  private readonly underWay = new Map<string, Promise<Created>>();

  constructor(
    private readonly client: DynamoDBDocumentClient,
    @Inject(TABLE_NAME) nameOf: TableName,
    config: ConfigService<MessagesConfig, true>,
  ) {
    super();
    this.table = nameOf('messages');
    const shards = config.get('FEED_SHARDS_READ', { infer: true }) ?? config.get('FEED_SHARDS', { infer: true });
    this.lists = new MessageLists(client, this.table, shards);
  }

  create(message: Message, idempotencyKey?: IdempotencyKey): Promise<Created> {
    if (!idempotencyKey) {
      return within(this.deadline, async (abortSignal) => {
        if (!(await this.insert(message, abortSignal))) await this.expectOwn(message, abortSignal);
        return { message };
      });
    }
    // An impatient caller's attempts share one: they would only wait for each other at the same two items.
    const name = `${claimKey(message.tenant, message.author, idempotencyKey).pk} ${idempotencyKey.request}`;
    const underWay =
      this.underWay.get(name) ?? this.createOnce(message, idempotencyKey).finally(() => this.underWay.delete(name));
    this.underWay.set(name, underWay);
    return underWay;
  }

  find(target: Target): Promise<Message | Tombstone | undefined> {
    return within(this.deadline, async (abortSignal) => {
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

  list(tenant: string | null, position: Position): Promise<Page> {
    return within(this.deadline, (abortSignal) => this.lists.list(tenant, position, abortSignal));
  }

  listByAuthor(tenant: string | null, author: Author, position: Position): Promise<Page> {
    return within(this.deadline, (abortSignal) => this.lists.listByAuthor(tenant, author, position, abortSignal));
  }

  feed(tenant: string | null): readonly FeedShard[] {
    return this.lists.partitions(tenant).map((partition) => ({
      read: (range, limit) =>
        within(this.deadline, (abortSignal) => this.lists.read(tenant, partition, range, limit, abortSignal)),
      ids: (range) => within(this.deadline, (abortSignal) => this.lists.ids(partition, range, abortSignal)),
    }));
  }

  private createOnce(message: Message, idempotencyKey: IdempotencyKey): Promise<Created> {
    return within(this.deadline, async (abortSignal) => {
      // The key is bound to an id before the message is written: after a crash in between, the retry finds the id and writes it.
      const claim = await this.claim(message, idempotencyKey, abortSignal);
      if (claim.request !== idempotencyKey.request) return { keyReused: true };
      const id = claim.messageId;
      const claimed = { ...message, id, createdAt: new Date(timeOf(id)) };
      // Where it is there already it came of the same request. It may have been edited or deleted since; what was created is told.
      await this.insert(claimed, abortSignal);
      return { message: claimed };
    });
  }

  /** Writes the message; false where there is one with this id, or its tombstone. */
  private async insert(message: Message, abortSignal: AbortSignal): Promise<boolean> {
    const Item = toItem(message, randomUUID());
    const put = new PutCommand({ TableName: this.table, Item, ConditionExpression: 'attribute_not_exists(pk)' });
    try {
      await this.client.send(put, { abortSignal });
      return true;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return false;
      throw error;
    }
  }

  /** A new id is there already: an earlier attempt of this very write took effect and its answer was lost. */
  private async expectOwn(message: Message, abortSignal: AbortSignal): Promise<void> {
    const item = await this.read(keyOf(message), abortSignal);
    const own = authorKey(message.tenant, message.author);
    // A tombstone has no author: somebody saw the message and deleted it already.
    if (!item || (item['author'] ?? own) !== own) throw new Error(`the id ${message.id} was given twice`);
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
    return within(this.deadline, async (abortSignal) => {
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
}
