import { type MessageId } from './message-id';

/** Reads on in one shard: up to `count` items from new to old, none only at its end, and whether it is at its end. */
export type ReadShard<T> = (count: number) => Promise<{ readonly items: readonly T[]; readonly exhausted: boolean }>;

export interface Wanted<T> {
  readonly limit: number;
  readonly bytesOf: (item: T) => number;
}

interface Shard<T> {
  readonly read: ReadShard<T>;
  waiting: T[];
  exhausted: boolean;
}

// A page ends early here, which keeps it under the 1 MB that a load balancer takes from a Lambda function.
const pageBytes = 500_000;
// How long messages are is known only when they are read, and each may be of 140 kB: that many of all shards at once, no more.
const mostBlind = 48;
// Shards with this many left are read on with one that has none: where they are filled evenly, they would be next.
const low = 1;

/** Merges shards into one page of a list, from new to old. It ends early where it has given, or has read and not yet given, many bytes. */
export async function mergedPage<T extends { readonly id: MessageId }>(
  reads: readonly ReadShard<T>[],
  { limit, bytesOf }: Wanted<T>,
): Promise<{ items: T[]; more: boolean }> {
  const shards = reads.map((read): Shard<T> => ({ read, waiting: [], exhausted: false }));
  // One more than asked for tells whether there are more; one more of each shard leaves none of them dry before the page is full.
  const part = Math.ceil((limit + 1) / shards.length) + 1;
  const count = Math.min(part, Math.max(low + 1, Math.floor(mostBlind / shards.length)));
  const page: T[] = [];
  let bytesRead = 0;
  let bytesGiven = 0;
  for (;;) {
    // What comes next is known only when every shard shows its next or has none.
    if (shards.some((shard) => hasAtMost(shard, 0))) {
      if (page.length > 0 && bytesRead > pageBytes) return { items: page, more: true };
      const refills = shards.filter((shard) => hasAtMost(shard, low));
      for (const items of await Promise.all(refills.map((shard) => refill(shard, count)))) {
        for (const item of items) bytesRead += bytesOf(item);
      }
    }
    const next = newestOf(shards);
    const item = next?.waiting[0];
    if (!next || !item) return { items: page, more: false };
    if (page.length === limit || bytesGiven > pageBytes) return { items: page, more: true };
    next.waiting.shift();
    page.push(item);
    bytesGiven += bytesOf(item);
  }
}

function hasAtMost({ waiting, exhausted }: Shard<unknown>, items: number): boolean {
  return !exhausted && waiting.length <= items;
}

async function refill<T>(shard: Shard<T>, count: number): Promise<readonly T[]> {
  const { items, exhausted } = await shard.read(count);
  shard.waiting.push(...items);
  shard.exhausted = exhausted;
  return items;
}

function newestOf<T extends { readonly id: MessageId }>(shards: readonly Shard<T>[]) {
  let newest: Shard<T> | undefined;
  for (const shard of shards) {
    const [item, best] = [shard.waiting[0], newest?.waiting[0]];
    if (item && (!best || item.id > best.id)) newest = shard;
  }
  return newest;
}
