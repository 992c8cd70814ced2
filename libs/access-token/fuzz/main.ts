/* eslint-disable no-console -- its output is what it is run for */
import { parseArgs } from 'node:util';
import { campaign } from './campaign';

const { values } = parseArgs({ options: { tokens: { type: 'string' }, seed: { type: 'string' } } });

void (async () => {
  const seed = Number(values.seed ?? 1);
  const start = performance.now();
  const found = await campaign(Number(values.tokens ?? 1_000_000), seed);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const heapMb = found.heapGrowthBytes / 2 ** 20;
  console.log(`${found.tokens} tokens of seed ${seed} in ${seconds} s on Node ${process.version}`);
  const { blockedMs, delayedMs } = found;
  console.log(`wrong ${found.wrong.length}, heap +${heapMb.toFixed(1)} MB`);
  console.log(
    `event loop blocked at most ${blockedMs.toFixed(1)} ms of work, delayed ${delayedMs.toFixed(1)} ms by all`,
  );
  console.log(found.reasons, { fetches: found.fetches });
  for (const line of found.wrong.slice(0, 20)) console.log(line);
  if (found.wrong.length > 0 || found.blockedMs > 50 || heapMb > 64) process.exitCode = 1;
})();
