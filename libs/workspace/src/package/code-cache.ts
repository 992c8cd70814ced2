import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { wrap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { workspaceRoot } from '../start/local-services';

// V8 orders names by a random seed, drops code by age, and marks what it has optimised. Without all three the same bundle makes
// the same bytes.
const flags = ['--hash-seed=1', '--no-flush-bytecode', '--no-sparkplug', '--no-maglev', '--no-opt'];

// Of the cache's head: a hash of the flags that V8 ran with (V8, SerializedCodeData).
const flagsAt = 12;
const flagsLength = 4;

/**
 * Has a function answer events in a process of its own, and answers what V8 has compiled of its bundle by then, for `index.mjs`
 * beside it. V8 knows a bundle by its length alone, so a cache must never outlive the bundle that it was made of.
 */
export async function codeCacheOf(
  directory: string,
  events: readonly object[],
  environment: Record<string, string>,
): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), 'gatehouse-code-cache-'));
  try {
    const target = join(work, 'cache');
    const script = join(workspaceRoot, 'libs/workspace/lambda/compile.cjs');
    const given = [...flags, script, directory, target, JSON.stringify(events)];
    await promisify(execFile)(process.execPath, given, { env: environment });
    const cache = forOwnFlags(await readFile(target));
    const source = wrap(await readFile(join(directory, 'lambda.js'), 'utf8'));
    if (new Script(source, { cachedData: cache }).cachedDataRejected !== false) {
      throw new Error('V8 does not take the cache that it made');
    }
    return cache;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The same for a process with V8's own flags, as this one: those that it was made with change nothing of the code. */
function forOwnFlags(cache: Buffer): Buffer {
  const own = new Script('').createCachedData();
  return Buffer.concat([
    cache.subarray(0, flagsAt),
    own.subarray(flagsAt, flagsAt + flagsLength),
    cache.subarray(flagsAt + flagsLength),
  ]);
}
