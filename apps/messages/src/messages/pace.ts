import { setTimeout as pause } from 'node:timers/promises';

/** Does one piece of work at a time, and then rests for `rest` times as long as it took: it takes a small share of the store. */
export class Pace {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly rest: number) {}

  take<T>(work: () => Promise<T>): Promise<T> {
    let start = 0;
    const done = this.last.then(() => {
      start = performance.now();
      return work();
    });
    const after = () => pause((performance.now() - start) * this.rest, undefined, { ref: false });
    this.last = done.then(after, after);
    return done;
  }
}
