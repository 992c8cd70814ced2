/** There is no room to wait. */
export class NoTurnError extends Error {}

/** Lets so many pieces of work run at once, and so many wait for their turn, in order; more are refused. */
export class Bulkhead {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mayWait: number,
  ) {}

  /** Rejects with `NoTurnError`, or as `work` does. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.atOnce) this.running++;
    else if (this.waiting.length >= this.mayWait) throw new NoTurnError();
    // Who wakes us hands its own place over, so that nobody slips in between.
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
