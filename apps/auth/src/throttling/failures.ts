/** How failures turn into waiting. Times in milliseconds. */
export interface Limit {
  /** So many failures cost nothing. */
  readonly free: number;
  /** One failure is forgotten after this time. */
  readonly forgetAfter: number;
  /** The wait after the first failure that is not free; each further one doubles it … */
  readonly firstDelay: number;
  /** … up to this. */
  readonly longestDelay: number;
}

/** The failures of one account, address or device. Times in milliseconds since the epoch. */
export interface Failures {
  readonly count: number;
  /** Since when the next one is being forgotten. */
  readonly at: number;
  readonly blockedUntil: number;
}

function settled(failures: Failures | undefined, { forgetAfter }: Limit, now: number): Omit<Failures, 'blockedUntil'> {
  if (!failures) return { count: 0, at: now };
  const forgotten = Math.max(0, Math.floor((now - failures.at) / forgetAfter));
  return forgotten < failures.count
    ? { count: failures.count - forgotten, at: failures.at + forgotten * forgetAfter }
    : { count: 0, at: now };
}

/** How many failures are not forgotten by now. */
export function remaining(failures: Failures | undefined, limit: Limit, now: number): number {
  return settled(failures, limit, now).count;
}

/** Milliseconds to wait before the next attempt; 0: none. */
export function wait(failures: Failures | undefined, now: number): number {
  return Math.max(0, (failures?.blockedUntil ?? 0) - now);
}

/** Says whether an attempt now must be paid for before its outcome is known, because the free failures are used up. */
export function isStrict(failures: Failures | undefined, limit: Limit, now: number): boolean {
  return remaining(failures, limit, now) >= limit.free;
}

/** The state after one more failure. */
export function failed(failures: Failures | undefined, limit: Limit, now: number): Failures {
  const { count, at } = settled(failures, limit, now);
  const excess = count + 1 - limit.free;
  const delay = excess > 0 ? Math.min(limit.longestDelay, limit.firstDelay * 2 ** (excess - 1)) : 0;
  return { count: count + 1, at, blockedUntil: Math.max(failures?.blockedUntil ?? 0, now + delay) };
}

/** When nothing of the failures matters any more, in milliseconds since the epoch. */
export function forgottenAt({ count, at, blockedUntil }: Failures, limit: Limit): number {
  return Math.max(blockedUntil, at + count * limit.forgetAfter);
}
