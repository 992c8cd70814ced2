import { networkOf, Readiness } from '@gatehouse/service';
import { Injectable, Logger } from '@nestjs/common';
import {
  defer,
  exhaustMap,
  finalize,
  map,
  merge,
  mergeAll,
  Observable,
  ReplaySubject,
  share,
  takeUntil,
  timer,
} from 'rxjs';
import { Followers } from './followers';
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
const longestAbsence = 5 * 60_000;

const mostFollowers = 1000;
// So that nobody takes all the places: a household's or an office's open pages.
const mostFromOneNetwork = 20;
const batch = 200;

/** A new message; or that the connection lives; or that the follower was away for too long and should read the feed. */
export type StreamEvent = Message | 'alive' | 'missed';

/** Tells followers of new messages. All followers of a tenant in this process share one read of the store a second. */
@Injectable()
export class MessageStream {
  private readonly logger = new Logger(MessageStream.name);
  private readonly stopped = new ReplaySubject<void>(1);
  private readonly live = new Map<string | null, Observable<Message>>();
  private readonly followers = new Followers();

  constructor(
    private readonly store: MessageStore,
    readiness: Readiness,
  ) {
    readiness.draining.addEventListener('abort', () => this.stopped.next());
  }

  /** New messages, from old to new; first those after `last` where it is given. Ends when the service stops. */
  follow(tenant: string | null, address: string, last?: string): Observable<StreamEvent> {
    const network = networkOf(address);
    if (this.followers.of(network) >= mostFromOneNetwork) {
      throw new MessageError('too_many_streams', 'close some, or poll the feed with If-None-Match', { retryAfter: 30 });
    }
    if (this.followers.all >= mostFollowers) {
      throw new MessageError('too_many_followers', 'poll the feed with If-None-Match instead', { retryAfter: 30 });
    }
    const alive = timer(0, heartbeat).pipe(map(() => 'alive' as const));
    return merge(alive, this.messagesAfter(tenant, network, last)).pipe(takeUntil(this.stopped));
  }

  private messagesAfter(
    tenant: string | null,
    network: string,
    last: string | undefined,
  ): Observable<Message | 'missed'> {
    return new Observable((follower) => {
      follower.add(this.followers.enter(network));
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
