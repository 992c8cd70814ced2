import { FeedReader, latest } from './feed-reader';
import { type Message } from './message';
import { firstIdAt, MessageIds, shardOf, timeOf } from './message-id';
import { type FeedShard, type Range } from './message.store';

const shardCount = 4;
const start = Date.UTC(2026, 0, 1);

/** A feed in memory, which counts the bytes of texts that are read. */
class Feed {
  readonly messages: Message[] = [];
  readonly ids = new MessageIds(shardCount);
  bytesRead = 0;
  failing = false;
  /** How many reads still succeed. */
  failsAfter = 0;

  readonly shards = Array.from(
    { length: shardCount },
    (_, shard): { -readonly [name in keyof FeedShard]: FeedShard[name] } => {
      const within = ({ from, to }: Range) => {
        if (from > to) throw new Error('the range is upside down');
        if (this.failing && this.failsAfter-- <= 0) throw new Error('the store is away');
        return this.messages
          .filter(({ id }) => shardOf(id) === shard && id >= from && id <= to)
          .sort((a, b) => (a.id < b.id ? -1 : 1));
      };
      return {
        read: async (range, limit) => {
          const found = within(range);
          const messages = found.slice(0, limit);
          for (const { text } of messages) this.bytesRead += text.length;
          return { messages, position: messages.at(-1)?.id, more: found.length > limit };
        },
        ids: async (range) => within(range).map(({ id }) => id),
      };
    },
  );

  make(text = 'short'): Message {
    const id = this.ids.next(Date.now());
    const author = { issuer: 'i', subject: 's', username: null };
    return { id, tenant: null, author, text, version: 1, createdAt: new Date(timeOf(id)), editedAt: null };
  }

  post(text?: string): Message {
    const message = this.make(text);
    this.messages.push(message);
    return message;
  }
}

const idsOf = (messages: readonly Message[]) => messages.map(({ id }) => id);

describe('a reader of a feed', () => {
  let feed: Feed;
  beforeEach(() => {
    jest.useFakeTimers({ now: start });
    feed = new Feed();
  });
  afterEach(() => jest.useRealTimers());

  const readAll = async (reader: FeedReader): Promise<string[]> => {
    const ids: string[] = [];
    for (;;) {
      const { messages, more } = await reader.next();
      ids.push(...idsOf(messages));
      if (!more) return ids;
    }
  };

  it('gives long messages in pages of half a megabyte, each message read once and in order', async () => {
    const posted = Array.from({ length: 100 }, () => feed.post('x'.repeat(140_000)));
    jest.advanceTimersByTime(1);
    const reader = FeedReader.after(feed.shards, firstIdAt(start));
    const ids: string[] = [];
    for (let more = true; more;) {
      const page = await reader.next();
      more = page.more;
      expect(page.messages.length).toBeLessThanOrEqual(4);
      ids.push(...idsOf(page.messages));
      // What is held for the next pages: three of each shard.
      expect(feed.bytesRead - ids.length * 140_000).toBeLessThanOrEqual(shardCount * 3 * 140_000);
    }
    expect(ids).toEqual(idsOf(posted));
    expect(feed.bytesRead).toBe(100 * 140_000);
  });

  it('reads nothing again while nothing is new', async () => {
    const reader = FeedReader.after(feed.shards, firstIdAt(start));
    const posted = Array.from({ length: 10 }, () => feed.post());
    jest.advanceTimersByTime(1);
    expect(await readAll(reader)).toEqual(idsOf(posted));
    const { bytesRead } = feed;
    for (let second = 0; second < 30; second++) {
      jest.advanceTimersByTime(1000);
      expect(await readAll(reader)).toEqual([]);
    }
    expect(feed.bytesRead).toBe(bytesRead);
  });

  it('comes to an end while others post faster than it reads', async () => {
    const first = Array.from({ length: 50 }, () => feed.post('x'.repeat(140_000)));
    for (const shard of feed.shards) {
      const { read } = shard;
      shard.read = async (...range) => {
        for (let i = 0; i < 20; i++) feed.post('x'.repeat(140_000));
        jest.advanceTimersByTime(1);
        return read(...range);
      };
    }
    jest.advanceTimersByTime(1);
    const reader = FeedReader.after(feed.shards, firstIdAt(start));
    const ids: string[] = [];
    for (let more = true; more;) {
      const page = await reader.next();
      more = page.more;
      expect(page.messages.length).toBeLessThanOrEqual(4);
      ids.push(...idsOf(page.messages));
    }
    expect(ids).toEqual(idsOf(first));
  });

  it('finds every message that shows up late, once, whatever the others do', async () => {
    const reader = FeedReader.fromNow(feed.shards);
    await reader.next();
    const given: string[] = [];
    const all: string[] = [];
    const late: { message: Message; at: number }[] = [];
    for (let step = 0; step < 400; step++) {
      jest.advanceTimersByTime(97);
      const message = feed.make();
      all.push(message.id);
      // A third of them takes up to nearly five seconds.
      if (step % 3 === 0) late.push({ message, at: Date.now() + ((step * 37) % (latest - 200)) });
      else feed.messages.push(message);
      for (const one of late.filter(({ at }) => at <= Date.now())) {
        feed.messages.push(one.message);
        late.splice(late.indexOf(one), 1);
      }
      if (step % 10 === 0) given.push(...(await readAll(reader)));
    }
    feed.messages.push(...late.map(({ message }) => message));
    jest.advanceTimersByTime(latest);
    given.push(...(await readAll(reader)));
    expect(given).toHaveLength(all.length);
    expect(new Set(given)).toEqual(new Set(all));
    expect(all.every((id) => reader.hasRead(id))).toBe(true);
  });

  it('leaves out what was there before it began, and finds what was on its way', async () => {
    feed.post();
    const onItsWay = feed.make();
    jest.advanceTimersByTime(1000);
    const reader = FeedReader.fromNow(feed.shards);
    expect(await readAll(reader)).toEqual([]);
    feed.messages.push(onItsWay);
    jest.advanceTimersByTime(latest);
    expect(await readAll(reader)).toEqual([onItsWay.id]);
  });

  it('loses and doubles nothing when reads fail', async () => {
    const reader = FeedReader.fromNow(feed.shards);
    await reader.next();
    const [all, given]: [string[], string[]] = [[], []];
    for (let round = 0; round < 60; round++) {
      jest.advanceTimersByTime(500);
      for (let i = 0; i < 7; i++) all.push(feed.post('x'.repeat(round % 5 === 0 ? 140_000 : 10)).id);
      feed.failing = round % 3 === 0;
      feed.failsAfter = round % 4;
      const { messages } = await reader.next().catch(() => ({ messages: [] }));
      given.push(...idsOf(messages));
    }
    feed.failing = false;
    jest.advanceTimersByTime(latest);
    given.push(...(await readAll(reader)));
    expect(given).toEqual(all);
  });
});
