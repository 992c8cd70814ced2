import { AbstractLevel } from 'abstract-level';
import { startEmbeddedEngine } from '../local';

/** What the process answers to a message. */
export interface Account {
  /** Iterators and other things of LevelDB that were opened and not closed. */
  readonly open: number;
  /** Resident memory, in MB. */
  readonly memory: number;
}

const level = AbstractLevel.prototype as unknown as Record<
  'attachResource' | 'detachResource',
  (this: unknown, resource: unknown) => void
>;
let open = 0;
for (const [method, change] of [
  ['attachResource', 1],
  ['detachResource', -1],
] as const) {
  const original = level[method];
  level[method] = function (resource) {
    open += change;
    original.call(this, resource);
  };
}

// Runs an embedded engine in the folder that is its argument, or in memory. Alone in its process, so that the memory is the engine's.
const [, , path] = process.argv;
void startEmbeddedEngine(path === undefined ? {} : { path }).then(({ endpoint }) => {
  process.send?.({ endpoint });
  process.on('message', () => {
    process.send?.({ open, memory: process.memoryUsage().rss / 2 ** 20 } satisfies Account);
  });
  process.once('disconnect', () => process.exit(0));
});
