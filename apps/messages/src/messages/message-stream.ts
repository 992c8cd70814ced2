import { setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { defer, exhaustMap, finalize, map, merge, mergeAll, Observable, share, Subject, takeUntil, timer } from 'rxjs';
import { type Message } from './message';
import { firstIdAt, isMessageId, type MessageId, timeOf } from './message-id';
import { MessageStore } from './message.store';
import { MessageError } from './messages.errors';

// Milliseconds.
const interval = 1000;
// Under the 60 s after which a load balancer ends an idle connection.
const heartbeat = 15_000;
// A message shows up at most this much after the time in its id: the time of a create, and what clocks are apart.
const latest = 5000;
const flushTime = 100;
const longestAbsence = 5 * 60_000;

const mostFollowers = 1000;
const batch = 200;

/** A new message; or that the connection lives; or that the follower was away for too long and should read the feed. */
export type StreamEvent = Message | 'alive' | 'missed';

/** Tells followers of new messages. All followers of a tenant in this process share one read of the store a second. */
@Injectable()
export class MessageStream implements BeforeApplicationShutdown {
  private readonly logger = new Logger(MessageStream.name);
  private readonly stopped = new Subject<void>();
  private readonly live = new Map<string | null, Observable<Message>>();
  private followers = 0;

  constructor(private readonly store: MessageStore) {}

  /** New messages, from old to new; first those after `last` where it is given. Ends when the service stops. */
  follow(tenant: string | null, last?: string): Observable<StreamEvent> {
    if (this.followers >= mostFollowers) {
      throw new MessageError('too_many_followers', 'poll the feed with If-None-Match instead', { retryAfter: 30 });
    }
    const alive = timer(0, heartbeat).pipe(map(() => 'alive' as const));
    return merge(alive, this.messagesAfter(tenant, last)).pipe(takeUntil(this.stopped));
  }

  /** Else open streams would keep the server from closing. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.followers === 0) return;
    this.stopped.next();
    // The server closes idle connections once, when it closes, so the ends have to be written by then.
    await setTimeout(flushTime);
  }

  private messagesAfter(tenant: string | null, last: string | undefined): Observable<Message | 'missed'> {
    return new Observable((follower) => {
      this.followers++;
      follower.add(() => this.followers--);
      // What is posted while the past is read waits, so that ids rise and the last one told is where to go on.
      let waiting: Message[] | undefined = [];
      follower.add(
        this.liveOf(tenant).subscribe((message) => void (waiting ? waiting.push(message) : follower.next(message))),
      );
      const catchUp = async () => {
        const told = new Set<MessageId>();
        if (last !== undefined && isMessageId(last)) {
          if (timeOf(last) < Date.now() - longestAbsence) follower.next('missed');
          else {
            for await (const message of this.after(tenant, last)) {
              if (follower.closed) return;
              told.add(message.id);
              follower.next(message);
            }
          }
        }
        for (const message of waiting ?? []) if (!told.has(message.id)) follower.next(message);
        waiting = undefined;
      };
      catchUp().catch((error: unknown) => follower.error(error));
    });
  }

  private liveOf(tenant: string | null): Observable<Message> {
    const known = this.live.get(tenant);
    if (known) return known;
    const live = defer(() => {
      const told = new Set<MessageId>();
      const start = Date.now();
      let since = start;
      return timer(interval, interval).pipe(
        // Never two reads at once. One that fails is made up for by the next.
        exhaustMap(async () => {
          const now = Date.now();
          const fresh: Message[] = [];
          try {
            for await (const message of this.after(tenant, firstIdAt(Math.max(start, since - latest)))) {
              if (!told.has(message.id)) fresh.push(message);
            }
            since = now;
          } catch (error) {
            this.logger.warn({ err: error }, 'new messages could not be read');
          }
          for (const { id } of fresh) told.add(id);
          for (const id of told) if (timeOf(id) < since - latest) told.delete(id);
          return fresh;
        }),
        mergeAll(),
      );
    }).pipe(
      finalize(() => this.live.delete(tenant)),
      share(),
    );
    this.live.set(tenant, live);
    return live;
  }

  private async *after(tenant: string | null, last: MessageId): AsyncGenerator<Message> {
    for (let position = last; ;) {
      const { messages, more } = await this.store.listAfter(tenant, position, batch);
      yield* messages;
      const end = messages.at(-1);
      if (!end || !more) return;
      position = end.id;
    }
  }
}
