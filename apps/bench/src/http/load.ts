import { drive } from './connection';
import type { LoadResult, LoadOrder } from './load-process';

async function run({ port, requests, repeat, seconds, connections }: LoadOrder): Promise<LoadResult> {
  const statuses: Record<number, number> = {};
  let sent = 0;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const until = begun + seconds * 1000;
  const next = (): string | undefined => {
    if (performance.now() >= until || (!repeat && sent === requests.length)) return undefined;
    return requests[sent++ % requests.length];
  };
  const answered = (status: number): void => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const rest = stayAwake();
  await Promise.all(Array.from({ length: connections }, () => drive(port, next, answered)));
  rest();
  const elapsed = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { statuses, seconds: elapsed, cpuSeconds: (user + system) / 1e6 };
}

/**
 * Keeps the event loop turning until the returned function is called. A load that sleeps has to be woken by the server's
 * writes, which costs a server more the longer it takes: up to 20 µs of a request that are not its own.
 */
function stayAwake(): () => void {
  let turn = setImmediate(function again() {
    turn = setImmediate(again);
  });
  return () => clearImmediate(turn);
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
