import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

// Milliseconds. An orchestrator kills what does not end.
const shutdownLimit = 3_000;

/**
 * Work that requests begin and do not wait for. A process waits for it before it ends, and a function before it answers, because it
 * is frozen then.
 */
@Injectable()
export class BackgroundWork implements BeforeApplicationShutdown {
  private readonly running = new Set<Promise<unknown>>();

  /** Keeps account of work, which reports its own failures. */
  add(work: Promise<unknown>): void {
    const ended = work
      .catch(() => undefined)
      .finally(() => {
        this.running.delete(ended);
      });
    this.running.add(ended);
  }

  /** Resolves once nothing is under way, or after `limit` milliseconds. Says whether all has ended. */
  async settled(limit: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limit)));
    let isLate = false;
    void late.then(() => (isLate = true));
    while (this.running.size > 0 && !isLate) await Promise.race([Promise.all(this.running), late]);
    clearTimeout(timer);
    return this.running.size === 0;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.settled(shutdownLimit);
  }
}
