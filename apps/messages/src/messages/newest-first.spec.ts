import { newestFirst, type ReadShard } from './newest-first';

interface Item {
  readonly id: string;
}

/** A shard as DynamoDB reads one: `deleted` ids are read but not returned. */
function shard(
  ids: readonly string[],
  deleted: ReadonlySet<string> = new Set(),
  reads: number[] = [],
): ReadShard<Item> {
  const sorted = [...ids].sort().reverse();
  let start = 0;
  return async (count) => {
    reads.push(count);
    const read = sorted.slice(start, start + count);
    start += count;
    return { items: read.filter((id) => !deleted.has(id)).map((id) => ({ id })), exhausted: start > sorted.length };
  };
}

async function all(items: AsyncIterable<Item>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of items) ids.push(id);
  return ids;
}

const name = (n: number) => String(n).padStart(5, '0');

describe('newestFirst', () => {
  it.each([1, 2, 7, 100])('merges shards of any shape, reading %i at once', async (count) => {
    const shapes = [
      [],
      [0],
      [1, 2, 3, 4, 5, 6, 7, 8],
      [9, 30, 31],
      Array.from({ length: 40 }, (_, i) => 50 + i * 2),
      [51],
    ];
    const expected = shapes.flat().map(name).sort().reverse();
    expect(
      await all(
        newestFirst(
          shapes.map((shape) => shard(shape.map(name))),
          count,
        ),
      ),
    ).toEqual(expected);
  });

  it('passes over long runs of what is not shown in few reads', async () => {
    const ids = Array.from({ length: 5000 }, (_, i) => name(i));
    const reads: number[] = [];
    const items = newestFirst([shard(ids, new Set(ids.slice(1)), reads), shard([])], 4);
    expect(await all(items)).toEqual([name(0)]);
    expect(reads.length).toBeLessThan(20);
  });

  it('reads each shard once where a page is spread evenly', async () => {
    const reads: number[] = [];
    const shards = Array.from({ length: 16 }, (_, s) =>
      shard(
        Array.from({ length: 1000 }, (_item, i) => name(i * 16 + s)),
        new Set(),
        reads,
      ),
    );
    const page: string[] = [];
    for await (const { id } of newestFirst(shards, 6)) if (page.push(id) === 21) break;
    expect(page).toEqual(Array.from({ length: 21 }, (_, i) => name(15_999 - i)));
    expect(reads).toEqual(Array.from({ length: 16 }, () => 6));
  });
});
