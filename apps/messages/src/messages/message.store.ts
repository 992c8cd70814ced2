import { type Author, type Message, type Tombstone } from './message';
import { type MessageId } from './message-id';

/** Ties a create to the key that its caller sends again when the answer is lost. */
export interface IdempotencyKey {
  readonly key: string;
  /** What the caller asked for: another request under the same key is refused. */
  readonly request: string;
}

/** The message as created, now or by an earlier attempt; or the key was used for another request. */
export type Created = { readonly message: Message } | { readonly keyReused: true };

export interface Target {
  readonly tenant: string | null;
  readonly id: MessageId;
}

/** What must hold for a change; the message must also exist. */
export interface Condition {
  /** Absent: whoever the author is. */
  readonly author?: Author;
  /** Absent: whatever its version is. */
  readonly versions?: readonly number[];
}

/** What a change came to, or what stood in its way: the message that does not meet the condition, its tombstone, or nothing. */
export type Changed<T> = { readonly done: T } | { readonly found: Message | Tombstone | undefined };

/** A place in a list that is sorted from new to old. */
export interface Position {
  /** Absent: the newest. */
  readonly before?: MessageId | undefined;
  readonly limit: number;
}

export interface Page {
  /** In the order of the list; fewer than the limit where they are long. */
  readonly messages: readonly Message[];
  /** There may be further ones. */
  readonly more: boolean;
}

/** A part of a shard, both ends included. `to` is not before `from`. */
export interface Range {
  readonly from: MessageId;
  readonly to: MessageId;
}

/** A shard of a feed, read from old to new. Sees every message whose create has been answered. */
export interface FeedShard {
  /** Looks at the first `limit` messages and tombstones of the range. `position`: the last of them; absent where there is none. */
  read(range: Range, limit: number): Promise<Page & { readonly position: MessageId | undefined }>;
  /** The ids in the range, without the texts. */
  ids(range: Range): Promise<readonly MessageId[]>;
}

/**
 * Where messages are kept. Every method answers within the time of a request or throws `StoreUnavailableError`; what it
 * then did is unknown, and doing it again is safe.
 */
export abstract class MessageStore {
  /** Keeps a new message; with an idempotency key at most one, and the same one for 24 hours. */
  abstract create(message: Message, idempotencyKey?: IdempotencyKey): Promise<Created>;
  abstract find(target: Target): Promise<Message | Tombstone | undefined>;
  abstract edit(target: Target, condition: Condition, text: string, now: Date): Promise<Changed<Message>>;
  /** Leaves a tombstone for 24 hours. */
  abstract delete(target: Target, condition: Condition, now: Date): Promise<Changed<Tombstone>>;
  /** Everybody's messages. Sees every message whose create has been answered. */
  abstract list(tenant: string | null, position: Position): Promise<Page>;
  /** One author's messages. May lag behind a create by a moment. */
  abstract listByAuthor(tenant: string | null, author: Author, position: Position): Promise<Page>;
  /** The shards that the feed is spread over, in the order of their numbers. */
  abstract feed(tenant: string | null): readonly FeedShard[];
}
