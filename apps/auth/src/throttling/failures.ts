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
  /** Not forgotten as of `at`; a fraction of one may be. */
  readonly count: number;
  readonly at: number;
  readonly blockedUntil: number;
}

/** How many failures are not forgotten by now. */
export function remaining(failures: Failures | undefined, limit: Limit, now: number): number {
  if (!failures) return 0;
  return Math.max(0, failures.count - Math.max(0, now - failures.at) / limit.forgetAfter);
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
  const count = remaining(failures, limit, now) + 1;
  const excess = Math.floor(count - limit.free);
  const delay = excess > 0 ? Math.min(limit.longestDelay, limit.firstDelay * 2 ** (excess - 1)) : 0;
  return { count, at: now, blockedUntil: Math.max(failures?.blockedUntil ?? 0, now + delay) };
}

/** When nothing of the failures matters any more, in milliseconds since the epoch. */
export function forgottenAt({ count, at, blockedUntil }: Failures, limit: Limit): number {
  return Math.max(blockedUntil, at + count * limit.forgetAfter);
}
