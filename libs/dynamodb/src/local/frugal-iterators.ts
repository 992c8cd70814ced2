import { AbstractLevel } from 'abstract-level';

/** As much of an iterator of abstract-level as is used here. */
interface LevelIterator {
  nextv(size: number): Promise<unknown[]>;
  close(): Promise<void>;
}
type Open = (this: unknown, options?: object) => LevelIterator;

// As many as a stream of objects buffers. By itself LevelDB's iterator reserves memory for 1,000 entries at its second read, and
// keeps it until the garbage collector takes the iterator, which looks small to it.
const readAhead = 16;

/**
 * Makes dynalite's reads give their memory back. Its streams end with `iterator.return()`. The iterators of abstract-level do not
 * have that method, so they were never closed.
 */
export function makeIteratorsFrugal(): void {
  const level = AbstractLevel.prototype as unknown as Record<'keys' | 'values', Open>;
  for (const method of ['keys', 'values'] as const) {
    const open = level[method];
    level[method] = function (options) {
      const iterator = open.call(this, options);
      let ahead: unknown[] = [];
      return Object.assign(iterator, {
        next: async () => {
          if (ahead.length === 0) ahead = await iterator.nextv(readAhead);
          return ahead.shift();
        },
        return: () => iterator.close(),
      });
    };
  }
}
