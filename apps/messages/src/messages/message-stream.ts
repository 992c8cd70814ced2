import { setTimeout as pause } from 'node:timers/promises';
import { networkOf, Readiness } from '@gatehouse/service';
import { Injectable, Logger } from '@nestjs/common';
import { Arrivals } from './arrivals';
import { FeedReader } from './feed-reader';
import { Follower } from './follower';
import { Followers } from './followers';
import { type Listener, LiveFeed, longestAbsence } from './live-feed';
import { isMessageId, type MessageId, timeOf } from './message-id';
import { MessageStore } from './message.store';
import { MessageError } from './messages.errors';
import { Pace } from './pace';
import { Places } from './places';
import { alive, messageEvent, missedEvent } from './stream-event';

// Milliseconds, under the 60 s after which a load balancer ends an idle connection.
const heartbeat = 15_000;
const untilNextTry = 200;
const longestTimeout = 2 ** 31 - 1;

const mostFollowers = 1000;
// So that nobody takes all the places: a household's or an office's open pages.
const mostFromOneNetwork = 20;
// Each holds what it has read of every shard.
const mostCatchingUp = 8;
// How much longer the stream leaves the store alone than it uses it: once for new messages, once for old ones.
const rest = 3;

/** A follower's connection. */
export interface Connection {
  readonly address: string;
  /** The id of the last event that it has. */
  readonly last?: string | undefined;
  /** When it ends, in milliseconds since the epoch. Absent: when the service stops. */
  readonly until?: number;
  /** Ends it at once. */
  cut(): void;
}

/** Tells followers of new messages. All followers of a tenant in this process share one read of the store. */
@Injectable()
export class MessageStream {
  private readonly logger = new Logger(MessageStream.name);
  private readonly live = new Map<string | null, LiveFeed>();
  private readonly open = new Set<Follower>();
  private readonly followers = new Followers();
  private readonly paces = { live: new Pace(rest), catchUp: new Pace(rest) };
  private readonly catchingUp = new Places(mostCatchingUp);

  constructor(
    private readonly store: MessageStore,
    private readonly readiness: Readiness,
  ) {
    readiness.draining.addEventListener('abort', () => {
      for (const follower of this.open) follower.end();
    });
  }

  /** How many streams are open. */
  get followersNow(): number {
    return this.followers.all;
  }

  /** The events of new messages, from old to new; first of those after `last` where it is given. Ends when the service stops. */
  follow(tenant: string | null, connection: Connection): AsyncIterable<Buffer> {
    const network = networkOf(connection.address);
    if (this.followers.of(network) >= mostFromOneNetwork) {
      throw new MessageError('too_many_streams', 'close some, or poll the feed with If-None-Match', { retryAfter: 30 });
    }
    if (this.followers.all >= mostFollowers) {
      throw new MessageError('too_many_followers', 'poll the feed with If-None-Match instead', { retryAfter: 30 });
    }
    const follower = new Follower(() => connection.cut());
    const leave = this.followers.enter(network);
    this.open.add(follower);
    const beat = setInterval(() => follower.send(alive), heartbeat).unref();
    const expiry = connection.until === undefined ? undefined : endAt(connection.until, follower);
    follower.gone.addEventListener('abort', () => {
      leave();
      this.open.delete(follower);
      clearInterval(beat);
      clearTimeout(expiry);
    });
    follower.send(alive);
    if (this.readiness.draining.aborted) follower.end();
    else this.tell(follower, tenant, connection.last);
    return follower;
  }

  private tell(follower: Follower, tenant: string | null, last: string | undefined): void {
    if (last === undefined || !isMessageId(last)) {
      const start = Date.now();
      this.listen(follower, tenant, (id, event) => timeOf(id) >= start && follower.send(event));
      return;
    }
    this.catchingUp
      .take(follower.gone, () => this.catchUp(follower, tenant, last))
      .catch((error: unknown) => {
        this.logger.error({ err: error }, 'a follower could not catch up');
        follower.end();
      });
  }

  /** Reads what was posted after `last` as fast as the follower takes it, and goes on with what is posted from then on. */
  private async catchUp(follower: Follower, tenant: string | null, last: MessageId): Promise<void> {
    const reader = FeedReader.after(this.store.feed(tenant), last);
    let arrivals: Arrivals | undefined;
    let isLast = false;
    for (let reached = timeOf(last); ;) {
      await follower.empty();
      if (follower.gone.aborted) return;
      if (reached < Date.now() - longestAbsence) {
        follower.send(missedEvent());
        if (!arrivals) return this.tell(follower, tenant, undefined);
        break;
      }
      try {
        const start = Date.now();
        const { messages, more } = await this.paces.catchUp.take(() => reader.next());
        for (const message of messages) follower.send(messageEvent(message));
        const end = messages.at(-1);
        if (end) reached = Math.max(reached, timeOf(end.id));
        if (more) continue;
        reached = start;
        if (isLast) break;
        // Once more: what shows up from now on arrives, and what did before is read.
        arrivals ??= this.arrivals(follower, tenant);
        if (arrivals.areComplete) {
          isLast = true;
          reader.lookAgain();
        } else await pause(untilNextTry, undefined, { ref: false });
      } catch (error) {
        this.logger.warn({ err: error }, 'a follower could not catch up yet');
        await pause(untilNextTry, undefined, { ref: false });
      }
    }
    arrivals?.open((id) => !reader.hasRead(id));
  }

  private arrivals(follower: Follower, tenant: string | null): Arrivals {
    const arrivals = new Arrivals(follower, () => live.isReading);
    const live = this.listen(follower, tenant, (id, event) => arrivals.add(id, event));
    return arrivals;
  }

  private listen(follower: Follower, tenant: string | null, message: Listener['message']): LiveFeed {
    const live = this.live.get(tenant) ?? new LiveFeed(this.store.feed(tenant), this.paces.live);
    this.live.set(tenant, live);
    const listener: Listener = { message, missed: () => follower.send(missedEvent()) };
    live.listen(listener);
    follower.gone.addEventListener('abort', () => {
      if (live.leave(listener) === 0 && this.live.get(tenant) === live) this.live.delete(tenant);
    });
    return live;
  }
}

function endAt(time: number, follower: Follower): NodeJS.Timeout {
  return setTimeout(() => follower.end(), Math.min(Math.max(time - Date.now(), 0), longestTimeout)).unref();
}
