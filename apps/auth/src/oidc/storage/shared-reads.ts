/**
 * One read of a key at a time. Who asks while one is under way shares the next one with all others who do: it begins after
 * they asked, so it is as fresh as a read of their own. Many requests about one token cost a few reads.
 */
export class SharedReads<V> {
  private readonly running = new Map<string, { current: Promise<V>; next?: Promise<V> }>();

  constructor(private readonly read: (key: string) => Promise<V>) {}

  get(key: string): Promise<V> {
    const entry = this.running.get(key);
    if (!entry) return this.start(key);
    entry.next ??= entry.current.then(
      () => this.start(key),
      () => this.start(key),
    );
    return entry.next;
  }

  private start(key: string): Promise<V> {
    const entry: { current: Promise<V>; next?: Promise<V> } = {
      current: this.read(key).finally(() => {
        if (!entry.next) this.running.delete(key);
      }),
    };
    this.running.set(key, entry);
    return entry.current;
  }
}
