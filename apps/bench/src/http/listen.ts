import type { INestApplication } from '@nestjs/common';

/** The settings that the bench started this server with. */
export function settings<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T;
}

/** Listens on a free port, tells the bench which, and answers how much processor time has been used. */
export async function listen(app: INestApplication): Promise<void> {
  await app.listen(0, '127.0.0.1');
  process.on('message', () => process.send?.(process.cpuUsage()));
  // A profile is written by `exit`, not by a signal.
  process.on('disconnect', () => process.exit());
  process.send?.({ port: Number(new URL(await app.getUrl()).port) });
}
