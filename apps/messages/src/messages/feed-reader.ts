import { type Message } from './message';
import { firstIdAt, type MessageId, shardOf, timeOf } from './message-id';
import { type FeedShard, type Page, type Range } from './message.store';

/** A message shows up at most this much after the time in its id, in milliseconds: the time of a create, and what clocks are apart. */
export const latest = 5000;

const pageBytes = 500_000;
const mostMessages = 500;
// Of one page. Tombstones are passed over, and there may be many.
const mostReads = 64;
// So that a turn does not crowd the store.
const shardsAtOnce = 4;
// How long messages are is known only when they are read.
const [fewest, most] = [3, 100];
const readBytes = 128_000;

interface Place {
  readonly shard: FeedShard;
  position: MessageId;
  waiting: Message[];
  isAtEnd: boolean;
}

/**
 * Reads a feed from old to new, and later on what has been written since: each message once. What shows up behind the place
 * that has been read to is looked for from time to time, by ids alone.
 */
export class FeedReader {
  private readonly places: Place[];
  // What has been read of the time in which a message may still show up.
  private readonly recent = new Set<MessageId>();
  private late: MessageId[] = [];
  private looked = Date.now();
  private isToLook: boolean;
  // How far all shards are read, over several pages, so that ids rise.
  private end: MessageId | undefined;
  private count = fewest;

  private constructor(
    shards: readonly FeedShard[],
    after: MessageId,
    // What shows up before it is not looked for.
    private readonly start: MessageId,
    // Whether what is found behind the first place was there before.
    private isToSkip: boolean,
  ) {
    this.places = shards.map((shard) => ({ shard, position: after, waiting: [], isAtEnd: false }));
    this.isToLook = isToSkip;
  }

  static after(shards: readonly FeedShard[], id: MessageId): FeedReader {
    return new FeedReader(shards, id, next(id), false);
  }

  /** Reads what shows up after its first page, also where its id is a little older. */
  static fromNow(shards: readonly FeedShard[], now = Date.now()): FeedReader {
    return new FeedReader(shards, firstIdAt(now), firstIdAt(now - latest), true);
  }

  /** A page of about half a megabyte at most; `more` where it ended for that. A read that fails is made up for by the next one. */
  async next(): Promise<Page> {
    const messages: Message[] = [];
    try {
      const now = Date.now();
      if (this.isToLook || now - this.looked >= latest) await this.look(now);
      return { messages, more: await this.readInto(messages) };
    } catch (error) {
      // What was read already is not read again.
      if (messages.length > 0) return { messages, more: true };
      throw error;
    }
  }

  /** The next page begins with what has shown up behind the place that has been read to. */
  lookAgain(): void {
    this.isToLook = true;
  }

  /** Whether the message was read, or is from before the start. */
  hasRead(id: MessageId): boolean {
    const place = this.places[shardOf(id)];
    if (!place || id > place.position) return false;
    if (id < this.start) return true;
    return timeOf(id) < this.looked - latest || this.recent.has(id);
  }

  private async look(now: number): Promise<void> {
    const first = firstIdAt(this.looked - latest);
    const from = first > this.start ? first : this.start;
    await atOnce(this.places, async ({ shard, position }) => {
      if (position < from) return;
      for (const id of await shard.ids({ from, to: position })) {
        if (this.recent.has(id)) continue;
        this.recent.add(id);
        if (!this.isToSkip) this.late.push(id);
      }
    });
    this.looked = now;
    this.isToLook = this.isToSkip = false;
    for (const id of this.recent) if (timeOf(id) < now - latest) this.recent.delete(id);
  }

  /** Returns whether there is more. */
  private async readInto(page: Message[]): Promise<boolean> {
    let [reads, bytesRead, bytesGiven] = [0, 0, 0];
    if (this.end === undefined) {
      this.end = firstIdAt(Date.now());
      for (const place of this.places) place.isAtEnd = false;
    }
    const to = this.end;
    const isFull = () => page.length >= mostMessages || bytesGiven > pageBytes;
    const give = (message: Message) => {
      page.push(message);
      bytesGiven += Buffer.byteLength(message.text);
    };
    for (let id = this.late[0]; id !== undefined; id = this.late[0]) {
      if (isFull()) return true;
      const { messages } = await this.placeOf(id).shard.read({ from: id, to: id }, 1);
      this.late.shift();
      messages.forEach(give);
    }
    for (;;) {
      // What comes next is known only when every shard shows its next or has none.
      const dry = this.places.filter(({ waiting, isAtEnd }) => waiting.length === 0 && !isAtEnd);
      if (dry.length > 0) {
        if (bytesRead > pageBytes || reads > mostReads) return true;
        await atOnce(dry, async (place) => {
          reads++;
          bytesRead += await this.refill(place, to);
        });
        continue;
      }
      const oldest = oldestOf(this.places);
      if (!oldest) {
        this.end = undefined;
        return false;
      }
      if (isFull()) return true;
      give(oldest.waiting.shift() as Message);
    }
  }

  /** Returns how many bytes it read. */
  private async refill(place: Place, to: MessageId): Promise<number> {
    const from = next(place.position);
    if (from > to) {
      place.isAtEnd = true;
      return 0;
    }
    const { messages, position, more } = await place.shard.read({ from, to }, this.count);
    place.waiting = [...messages];
    place.position = position ?? place.position;
    place.isAtEnd = !more;
    let bytes = 0;
    for (const { id, text } of messages) {
      bytes += Buffer.byteLength(text);
      if (timeOf(id) >= this.looked - latest) this.recent.add(id);
    }
    if (bytes > readBytes) this.count = fewest;
    else if (more && bytes < readBytes / 2) this.count = Math.min(most, this.count * 2);
    return bytes;
  }

  private placeOf(id: MessageId): Place {
    return this.places[shardOf(id)] as Place;
  }
}

/** Sorts behind the id and before every later one. */
function next(id: MessageId): Range['from'] {
  return `${id}0`;
}

function oldestOf(places: readonly Place[]): Place | undefined {
  let oldest: Place | undefined;
  for (const place of places) {
    const [message, best] = [place.waiting[0], oldest?.waiting[0]];
    if (message && (!best || message.id < best.id)) oldest = place;
  }
  return oldest;
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += shardsAtOnce) await Promise.all(items.slice(i, i + shardsAtOnce).map(work));
}
