import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { FeedReader } from './feed-reader';
import { type MessageId, timeOf } from './message-id';
import { type FeedShard, type Page } from './message.store';
import { type Pace } from './pace';
import { messageEvent } from './stream-event';

/** How far a stream may be behind, in milliseconds. Beyond that, a follower reads the feed. */
export const longestAbsence = 5 * 60_000;

// Milliseconds between reads that find nothing more.
const interval = 1000;

/** Is told of new messages, and that some were left out. */
export interface Listener {
  message(id: MessageId, event: Buffer): void;
  missed(): void;
}

/** The new messages of one feed, read once for all who listen. Reads as long as somebody does. */
export class LiveFeed {
  private readonly logger = new Logger(LiveFeed.name);
  private readonly listeners = new Set<Listener>();
  private started = false;

  constructor(
    private readonly shards: readonly FeedShard[],
    private readonly pace: Pace,
  ) {}

  /** Tells of what shows up from now on, also where its id is a little older. */
  listen(listener: Listener): void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) void this.read();
  }

  /** Returns how many still listen. Where none does, this feed is at its end. */
  leave(listener: Listener): number {
    this.listeners.delete(listener);
    return this.listeners.size;
  }

  /** Whether everything that shows up from now on is told. */
  get isReading(): boolean {
    return this.started;
  }

  private async read(): Promise<void> {
    let reader = FeedReader.fromNow(this.shards);
    let reached = Date.now();
    while (this.listeners.size > 0) {
      const start = Date.now();
      const { messages, more } = await this.pace.take(() => reader.next()).catch(this.none);
      for (const message of messages) {
        const event = messageEvent(message);
        for (const listener of this.listeners) listener.message(message.id, event);
      }
      this.started ||= more !== undefined;
      const last = messages.at(-1);
      if (more === false) reached = start;
      else if (last) reached = Math.max(reached, timeOf(last.id));
      if (Date.now() - reached > longestAbsence) {
        for (const listener of this.listeners) listener.missed();
        reader = FeedReader.fromNow(this.shards);
        reached = Date.now();
      }
      if (!more) await pause(interval, undefined, { ref: false });
    }
  }

  private readonly none = (error: unknown): Partial<Page> & Pick<Page, 'messages'> => {
    this.logger.warn({ err: error }, 'new messages could not be read');
    return { messages: [] };
  };
}
