/** So many pieces of work at once, and the others in the order in which they came. */
export class Places {
  private readonly waiting = new Set<() => void>();

  constructor(private free: number) {}

  /** Does nothing where the signal is aborted before there is a place. */
  async take(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    if (this.free > 0) this.free--;
    else if (!(await this.turn(signal))) return;
    try {
      await work();
    } finally {
      const [next] = this.waiting;
      if (next) next();
      else this.free++;
    }
  }

  private turn(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (hasPlace: boolean) => {
        this.waiting.delete(start);
        signal.removeEventListener('abort', leave);
        resolve(hasPlace);
      };
      const start = () => end(true);
      const leave = () => end(false);
      this.waiting.add(start);
      signal.addEventListener('abort', leave);
    });
  }
}
