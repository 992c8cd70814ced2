import { mergedPage, type ReadShard } from './merged-page';

interface Item {
  readonly id: string;
  readonly bytes: number;
}

function shard(items: readonly Item[], reads: number[] = []): ReadShard<Item> {
  const sorted = [...items].sort((a, b) => (a.id < b.id ? 1 : -1));
  let start = 0;
  return async (count) => {
    reads.push(count);
    const read = sorted.slice(start, start + count);
    start += count;
    return { items: read, exhausted: start > sorted.length };
  };
}

const bytesOf = ({ bytes }: Item) => bytes;
const item = (n: number, bytes = 100): Item => ({ id: String(n).padStart(5, '0'), bytes });

describe('a merged page', () => {
  const shapes = [
    [],
    [0],
    [1, 2, 3, 4, 5, 6, 7, 8],
    [9, 30, 31],
    Array.from({ length: 40 }, (_, i) => 50 + i * 2),
    [51],
  ].map((shape) => shape.map((n) => item(n)));
  const newestFirst = shapes.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
  const all = newestFirst.length;

  it.each([1, 2, 7, all - 1, all, 100])('of %i is what comes first of shards of any shape', async (limit) => {
    const page = await mergedPage(
      shapes.map((shape) => shard(shape)),
      { limit, bytesOf },
    );
    expect(page).toEqual({ items: newestFirst.slice(0, limit), more: limit < all });
  });

  it.each([
    [20, 1],
    [100, 3],
  ])('of %i reads %i times where it is spread evenly', async (limit, rounds) => {
    const reads: number[] = [];
    const shards = Array.from({ length: 16 }, (_, s) =>
      shard(
        Array.from({ length: 1000 }, (_item, i) => item(i * 16 + s)),
        reads,
      ),
    );
    const { items } = await mergedPage(shards, { limit, bytesOf });
    expect(items).toEqual(Array.from({ length: limit }, (_, i) => item(15_999 - i)));
    expect(reads).toEqual(Array.from({ length: rounds * 16 }, () => 3));
  });

  it('ends where it would have to read on, once what it has read is long', async () => {
    const reads: number[] = [];
    const [full, empty] = [Array.from({ length: 50 }, (_, n) => item(n, n < 47 ? 140_000 : 1)), [item(99, 140_000)]];
    const shards = Array.from({ length: 16 }, (_, s) => shard(s === 0 ? full : empty, reads));
    const page = await mergedPage(shards, { limit: 100, bytesOf });
    expect(page.items.length).toBeGreaterThan(0);
    expect(page.more).toBe(true);
    expect(reads).toHaveLength(16);
  });
});
