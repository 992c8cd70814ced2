const MINUTE = 60_000;
const MAX_KINDS = 100;

/** Tells the first event of a kind within a minute from the others, so that nobody can flood a log. */
export class FirstOfAKind {
  readonly #kinds = new Map<string, { readonly since: number; others: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** For the first: how many others there were before, since the last first one. Undefined for the others. */
  take(kind: string): number | undefined {
    const now = this.now();
    const known = this.#kinds.get(kind);
    if (known !== undefined && now >= known.since && now - known.since < MINUTE) {
      known.others++;
      return undefined;
    }
    // A kind may hold the cause of an outage, which can have any text.
    if (this.#kinds.size >= MAX_KINDS) this.#kinds.clear();
    this.#kinds.set(kind, { since: now, others: 0 });
    return known?.others ?? 0;
  }
}
