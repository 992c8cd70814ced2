/** Largest backlog of a follower in bytes, which all that are behind by the same messages share. */
const mostWaiting = 4_000_000;
// Milliseconds in which it has to take the next event.
const longestStall = 15_000;

/** An open stream: the events that wait for its connection. One that does not take them is cut off. */
export class Follower implements AsyncIterableIterator<Buffer> {
  private readonly waiting: Buffer[] = [];
  private bytes = 0;
  private ending = false;
  private take: (() => void) | undefined;
  private drained: (() => void) | undefined;
  private readonly left = new AbortController();
  private stall: NodeJS.Timeout | undefined;

  /** `cut` ends the connection at once. */
  constructor(private readonly cut: () => void) {}

  /** Aborted once the follower is gone, whoever ended it. */
  get gone(): AbortSignal {
    return this.left.signal;
  }

  send(event: Buffer): void {
    if (this.ending) return;
    this.waiting.push(event);
    this.bytes += event.length;
    if (this.bytes > mostWaiting) return this.cutOff();
    this.stall ??= setTimeout(() => this.cutOff(), longestStall).unref();
    this.take?.();
  }

  /** Resolves when everything has been taken, or the follower is gone. */
  async empty(): Promise<void> {
    if (this.waiting.length > 0) await new Promise<void>((resolve) => (this.drained = resolve));
  }

  /** Ends the stream after what waits. */
  end(): void {
    this.ending = true;
    this.leave();
    this.take?.();
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.waiting.length === 0 && !this.ending) await new Promise<void>((resolve) => (this.take = resolve));
    this.take = undefined;
    const value = this.waiting.shift();
    clearTimeout(this.stall);
    this.stall = undefined;
    if (value) this.bytes -= value.length;
    if (this.waiting.length > 0) this.stall = setTimeout(() => this.cutOff(), longestStall).unref();
    else this.drained?.();
    return value ? { done: false, value } : { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Buffer, undefined>> {
    this.waiting.length = 0;
    clearTimeout(this.stall);
    this.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the stream and its connection at once. */
  cutOff(): void {
    void this.return();
    this.cut();
  }

  private leave(): void {
    this.left.abort();
    this.drained?.();
  }
}
