import { type MessageId } from './message-id';

/** Reads on in one shard, from new to old: up to `count` items, and whether none are left. */
export type ReadShard<T> = (count: number) => Promise<{ readonly items: readonly T[]; readonly exhausted: boolean }>;

interface Shard<T> {
  readonly read: ReadShard<T>;
  count: number;
  items: readonly T[];
  next: number;
  exhausted: boolean;
}

const mostAtOnce = 1000;

/** Merges shards into one list from new to old. Reads `count` items of each at once, and twice as many each time one runs out. */
export async function* newestFirst<T extends { readonly id: MessageId }>(
  reads: readonly ReadShard<T>[],
  count: number,
): AsyncGenerator<T> {
  const shards = reads.map((read): Shard<T> => ({ read, count, items: [], next: 0, exhausted: false }));
  for (;;) {
    // What comes next is known only when every shard shows its newest or has none.
    await Promise.all(shards.filter(isDry).map(refill));
    let newest: Shard<T> | undefined;
    for (const shard of shards) {
      const [item, best] = [head(shard), newest && head(newest)];
      if (item && (!best || item.id > best.id)) newest = shard;
    }
    const item = newest && head(newest);
    if (!newest || !item) return;
    newest.next++;
    yield item;
  }
}

function head<T>(shard: Shard<T>): T | undefined {
  return shard.items[shard.next];
}

function isDry(shard: Shard<unknown>): boolean {
  return shard.next >= shard.items.length && !shard.exhausted;
}

async function refill<T>(shard: Shard<T>): Promise<void> {
  // A read may find nothing but deleted messages and still not be at the end.
  while (isDry(shard)) {
    const { items, exhausted } = await shard.read(shard.count);
    Object.assign(shard, { items, next: 0, exhausted, count: Math.min(mostAtOnce, shard.count * 2) });
  }
}
