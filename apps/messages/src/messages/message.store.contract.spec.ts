import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { tableName } from '@gatehouse/dynamodb';
import { type ContractContext, describeStoreContract } from '@gatehouse/dynamodb/testing';
import { ConfigService } from '@nestjs/config';
import { card } from '../card';
import { DynamoDbMessageStore } from './dynamodb-message.store';
import { FeedReader } from './feed-reader';
import { type Author, type Message } from './message';
import { firstIdAt, MessageIds, timeOf } from './message-id';
import { claimKey, keptFor, keyOf } from './message-item';
import { type IdempotencyKey, type MessageStore, type Page } from './message.store';

const shards = 4;
const now = new Date();

/** A busy machine may be slow; a contract is about answers, not about time. */
class PatientMessageStore extends DynamoDbMessageStore {
  protected override readonly deadline = 60_000;
}

function storeOf({ client, prefix }: ContractContext, readShards = shards): MessageStore {
  const config = new ConfigService<{ FEED_SHARDS: number }, true>({ FEED_SHARDS: readShards });
  return new PatientMessageStore(client, (table) => tableName(prefix, table), config);
}

const ids = new MessageIds(shards);

function message(changes: Partial<Message> = {}): Message {
  const { id = ids.next() } = changes;
  return {
    id,
    tenant: randomUUID(),
    author: { issuer: 'https://issuer.example', subject: randomUUID(), username: 'ada' },
    text: 'hello',
    version: 1,
    editedAt: null,
    ...changes,
    createdAt: new Date(timeOf(id)),
  };
}

function key(request = 'a digest'): IdempotencyKey {
  return { key: randomUUID(), request };
}

async function walk(limit: number, read: (before: string | undefined) => Promise<Page>): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { messages, more } = await read(all.at(-1)?.id);
    expect(messages.length).toBeLessThanOrEqual(limit);
    all.push(...messages);
    if (!more) return all;
    expect(messages.length).toBeGreaterThan(0);
  }
}

describeStoreContract('the message store', card.tables, (context) => {
  let store: MessageStore;
  beforeAll(() => {
    store = storeOf(context);
  });
  const raw = async (Key: { pk: string; sk: string }) =>
    (await context.client.send(new GetCommand({ TableName: `${context.prefix}messages`, Key }))).Item;

  describe('create', () => {
    it('keeps the message as it is', async () => {
      const created = message({ text: ' \u0000<b>👩‍🚀</b>\r\n', author: { issuer: 'i', subject: 's', username: null } });
      expect(await store.create(created)).toEqual({ message: created });
      expect(await store.find(created)).toEqual(created);
    });

    it('takes the largest text that there is', async () => {
      const created = message({ text: '🧑🏻‍❤️‍💋‍🧑🏼'.repeat(4000) });
      await store.create(created);
      expect(await store.find(created)).toEqual(created);
    });

    it('once more is no conflict and changes nothing', async () => {
      const created = message();
      await store.create(created);
      await store.edit(created, {}, 'edited', now);
      expect(await store.create(created)).toEqual({ message: created });
      expect(await store.find(created)).toMatchObject({ text: 'edited', version: 2 });
    });

    it('once more does not bring back what was deleted', async () => {
      const [created, once] = [message(), key()];
      await store.create(created, once);
      await store.delete(created, {}, now);
      expect(await store.create({ ...created, id: ids.next() }, once)).toEqual({ message: created });
      expect(await store.find(created)).toEqual({ id: created.id, deletedAt: now });
    });

    it('never takes an id that another author has', async () => {
      const created = message();
      await store.create(created);
      const other = { ...created, author: { ...created.author, subject: 'other' } };
      await expect(store.create(other)).rejects.toThrow('given twice');
      expect(await store.find(created)).toEqual(created);
    });
  });

  describe('an idempotency key', () => {
    it('makes one message of 100 attempts at once', async () => {
      const [first, once] = [message(), key()];
      const attempts = Array.from({ length: 100 }, () => message({ ...first, id: ids.next() }));
      // Ten processes, as it were.
      const stores = Array.from({ length: 10 }, () => storeOf(context));
      const answers = await Promise.all(
        attempts.map((attempt, i) => (stores[i % stores.length] as MessageStore).create(attempt, once)),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect((await store.list(first.tenant, { limit: 100 })).messages).toEqual([
        (answers[0] as { message: Message }).message,
      ]);
    });

    it('is refused for another request, and the message stays', async () => {
      const [first, once] = [message(), key('one')];
      await store.create(first, once);
      expect(await store.create(message({ ...first, id: ids.next() }), { ...once, request: 'two' })).toEqual({
        keyReused: true,
      });
      expect((await store.list(first.tenant, { limit: 9 })).messages).toEqual([first]);
    });

    it.each([
      ['tenant', (m: Message): Message => ({ ...m, tenant: randomUUID() })],
      ['subject', (m: Message): Message => ({ ...m, author: { ...m.author, subject: 'other' } })],
      ['issuer', (m: Message): Message => ({ ...m, author: { ...m.author, issuer: 'other' } })],
    ])('belongs to the %s', async (_name, other) => {
      const [first, once] = [message(), key()];
      await store.create(first, once);
      const second = other(message({ ...first, id: ids.next() }));
      expect(await store.create(second, once)).toEqual({ message: second });
    });

    it('finishes what a crash left between key and message', async () => {
      const [first, once] = [message(), key()];
      await store.create(first, once);
      await context.client.send(new DeleteCommand({ TableName: `${context.prefix}messages`, Key: keyOf(first) }));
      const later = new MessageIds(shards).next(first.createdAt.getTime() + 5000);
      const retry = message({ ...first, id: later });
      expect(await store.create(retry, once)).toEqual({ message: first });
      expect(await store.find(first)).toEqual(first);
    });

    it('is good for 24 hours to the millisecond, swept or not', async () => {
      const [first, once] = [message(), key('one')];
      await store.create(first, once);
      const [same, other] = [keptFor - 1, keptFor].map((later) => {
        const id = new MessageIds(shards).next(first.createdAt.getTime() + later);
        return message({ ...first, id });
      });
      expect(await store.create(same as Message, { ...once, request: 'two' })).toEqual({ keyReused: true });
      expect(await store.create(other as Message, { ...once, request: 'two' })).toEqual({ message: other });
      const item = await raw(claimKey(first.tenant, first.author, once));
      expect(item?.['expiresAt']).toBe(Math.ceil(((other as Message).createdAt.getTime() + keptFor) / 1000));
    });
  });

  describe('edit', () => {
    it('changes text, version and time, and nothing else', async () => {
      const created = message();
      await store.create(created);
      const edited = { ...created, text: 'new', version: 2, editedAt: now };
      expect(await store.edit(created, {}, 'new', now)).toEqual({ done: edited });
      expect(await store.find(created)).toEqual(edited);
      expect((await store.listByAuthor(created.tenant, created.author, { limit: 1 })).messages).toEqual([edited]);
    });

    it('has one winner when 50 change the same version', async () => {
      const created = message();
      await store.create(created);
      const condition = { author: created.author, versions: [1] };
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.edit(created, condition, `edit ${i}`, now)),
      );
      const won = answers.filter((answer) => 'done' in answer);
      expect(won).toHaveLength(1);
      expect(await store.find(created)).toEqual(won[0]?.done);
    });

    it.each<[string, (m: Message) => object]>([
      ['another author', (m) => ({ author: { ...m.author, subject: 'other' } })],
      ['the same subject of another issuer', (m) => ({ author: { ...m.author, issuer: 'other' } })],
      ['another version', () => ({ versions: [2, 3] })],
    ])('is refused for %s, and shows what is there', async (_name, condition) => {
      const created = message();
      await store.create(created);
      expect(await store.edit(created, condition(created), 'new', now)).toEqual({ found: created });
      expect(await store.delete(created, condition(created), now)).toEqual({ found: created });
      expect(await store.find(created)).toEqual(created);
    });

    it('makes nothing of nothing', async () => {
      const none = message();
      expect(await store.edit(none, {}, 'new', now)).toEqual({ found: undefined });
      expect(await store.delete(none, {}, now)).toEqual({ found: undefined });
      expect(await store.find(none)).toBeUndefined();
    });

    it('leaves what was deleted deleted', async () => {
      const created = message();
      await store.create(created);
      const tombstone = { id: created.id, deletedAt: now };
      expect(await store.delete(created, {}, now)).toEqual({ done: tombstone });
      expect(await store.edit(created, {}, 'new', now)).toEqual({ found: tombstone });
      expect(await store.delete(created, {}, now)).toEqual({ found: tombstone });
    });
  });

  it('leaves nothing of a deleted message but when, and lets DynamoDB sweep it', async () => {
    const created = message({ text: 'a secret' });
    await store.create(created);
    await store.edit(created, {}, 'another secret', now);
    await store.delete(created, {}, now);
    const item = await raw(keyOf(created));
    expect(Object.keys(item ?? {}).sort()).toEqual([
      'deletedAt',
      'expiresAt',
      'pk',
      'previousWrite',
      'sk',
      'version',
      'write',
    ]);
    expect(item?.['expiresAt']).toBe(Math.ceil((now.getTime() + keptFor) / 1000));
    expect((await store.listByAuthor(created.tenant, created.author, { limit: 1 })).messages).toEqual([]);
  });

  describe('the lists', () => {
    const tenant = randomUUID();
    const [ada, bob] = ['ada', 'bob'].map((subject): Author => ({ issuer: 'i', subject, username: subject }));
    const live: Message[] = [];

    beforeAll(async () => {
      const all = Array.from({ length: 60 }, (_, i) =>
        message({ tenant, author: (i % 3 === 0 ? bob : ada) as Author, text: `message ${i}` }),
      );
      await Promise.all(all.map((one) => store.create(one)));
      const deleted = all.filter((_, i) => i % 5 === 0 || i > 50);
      await Promise.all(deleted.map((one) => store.delete(one, {}, now)));
      live.push(...all.filter((one) => !deleted.includes(one)).reverse());
    });

    it.each([1, 2, 7, 20, 100])('are walked from new to old in pages of %i', async (limit) => {
      expect(await walk(limit, (before) => store.list(tenant, { before, limit }))).toEqual(live);
      const hers = live.filter(({ author }) => author === ada);
      expect(await walk(limit, (before) => store.listByAuthor(tenant, ada as Author, { before, limit }))).toEqual(hers);
    });

    it('end on the last message when the page is exactly full', async () => {
      expect((await store.list(tenant, { limit: live.length })).more).toBe(false);
      expect((await store.list(tenant, { limit: live.length - 1 })).more).toBe(true);
    });

    it('are one tenant’s', async () => {
      for (const other of [null, '', `${tenant}/feed`, 'other']) {
        expect(await store.list(other, { limit: 9 })).toEqual({ messages: [], more: false });
        expect(await store.listByAuthor(other, ada as Author, { limit: 9 })).toEqual({ messages: [], more: false });
        expect(await store.find({ tenant: other, id: (live[0] as Message).id })).toBeUndefined();
      }
    });

    it('go on from a place, from old to new', async () => {
      const after = (live[9] as Message).id;
      const reader = FeedReader.after(store.feed(tenant), after);
      expect(await reader.next()).toEqual({ messages: live.slice(0, 9).reverse(), more: false });
      expect(await reader.next()).toEqual({ messages: [], more: false });
    });

    it('show what appears behind the place that was read to', async () => {
      const crowd = randomUUID();
      const [first, late, last] = Array.from({ length: shards * 2 + 1 }, () => message({ tenant: crowd })).filter(
        (_, i) => i % shards === 0,
      ) as [Message, Message, Message];
      for (const one of [first, last]) await store.create(one);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const reader = FeedReader.after(store.feed(crowd), firstIdAt(timeOf(first.id)));
      expect((await reader.next()).messages).toEqual([first, last]);
      await store.create(late);
      expect((await reader.next()).messages).toEqual([]);
      reader.lookAgain();
      expect((await reader.next()).messages).toEqual([late]);
      reader.lookAgain();
      expect((await reader.next()).messages).toEqual([]);
    });

    it('show everything after the number of shards has grown', async () => {
      const more = storeOf(context, 9);
      const added = message({ tenant, id: new MessageIds(9).next() });
      await more.create(added);
      expect(await walk(7, (before) => more.list(tenant, { before, limit: 7 }))).toEqual([added, ...live]);
      await more.delete(added, {}, now);
    });

    it('show every message once while others post', async () => {
      const crowd = randomUUID();
      const before = await Promise.all(
        Array.from({ length: 40 }, async () => {
          const posted = message({ tenant: crowd });
          await store.create(posted);
          return posted.id;
        }),
      );
      let walking = true;
      const posting = (async () => {
        while (walking) await store.create(message({ tenant: crowd }));
      })();
      const walked = (await walk(3, (start) => store.list(crowd, { before: start, limit: 3 }))).map(({ id }) => id);
      walking = false;
      await posting;
      expect(new Set(walked).size).toBe(walked.length);
      expect(walked).toEqual(expect.arrayContaining(before));
    });

    it('cut a page of long messages short, and lose none', async () => {
      const long = randomUUID();
      const posted = Array.from({ length: 9 }, () => message({ tenant: long, text: 'x'.repeat(139_000) }));
      for (const one of posted) await store.create(one);
      const first = await store.list(long, { limit: 9 });
      expect(first).toMatchObject({ more: true });
      expect(first.messages).toHaveLength(4);
      expect(await walk(9, (before) => store.list(long, { before, limit: 9 }))).toEqual(posted.reverse());
    });
  });
});
