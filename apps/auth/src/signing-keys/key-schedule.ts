/** When a key does what. All times in milliseconds since the epoch; its state follows from them and the clock alone. */
export interface KeyTimes {
  readonly kid: string;
  /** From then on it signs, unless a later key does. */
  readonly activeFrom: number;
  /** Emergency: from then on it neither signs nor is published. */
  readonly revokedAt?: number | undefined;
}

export const keyStates = ['published', 'active', 'retiring', 'gone'] as const;
export type KeyState = (typeof keyStates)[number];

/** Milliseconds. */
export interface KeyPolicy {
  /** Longest time that somebody may keep a copy of the JWKS; API Gateway's authorizer keeps it for 2 h. */
  readonly jwksCache: number;
  /** Longest life of what a key has signed. */
  readonly tokenLife: number;
}

/** An ALB takes no JWKS with more. */
export const maxPublishedKeys = 10;

/** A key with its state, and the times that follow from those of its successor; undefined: there is none yet. */
export interface ScheduledKey<T extends KeyTimes> {
  readonly key: T;
  readonly state: KeyState;
  /** From then on another key signs. */
  readonly activeUntil: number | undefined;
  /** From then on it is not published. */
  readonly publishedUntil: number | undefined;
}

/** The state of each key at a time, in the order in which they sign. At most one is active; with any key left, one is. */
export function statesAt<T extends KeyTimes>(keys: readonly T[], time: number, policy: KeyPolicy): ScheduledKey<T>[] {
  const ordered = [...keys].sort((a, b) => a.activeFrom - b.activeFrom || (a.kid < b.kid ? -1 : 1));
  const usable = ordered.filter(({ revokedAt }) => revokedAt === undefined || revokedAt > time);
  // After an emergency the next key signs before its time: refused tokens for a while are better than none.
  const active = usable.findLast(({ activeFrom }) => activeFrom <= time) ?? usable[0];
  return ordered.map((key) => ({ key, state: stateOf(key), ...endsOf(key) }));

  function stateOf(key: T): KeyState {
    if (active === undefined || !usable.includes(key)) return 'gone';
    if (key === active) return 'active';
    if (key.activeFrom > active.activeFrom || usable.indexOf(key) > usable.indexOf(active)) return 'published';
    const { publishedUntil = Infinity } = endsOf(key);
    return time < publishedUntil ? 'retiring' : 'gone';
  }

  function endsOf(key: T): Pick<ScheduledKey<T>, 'activeUntil' | 'publishedUntil'> {
    const { revokedAt } = key;
    if (!usable.includes(key)) return { activeUntil: revokedAt, publishedUntil: revokedAt };
    const activeUntil = usable[usable.indexOf(key) + 1]?.activeFrom;
    const publishedUntil = activeUntil && activeUntil + policy.tokenLife + policy.jwksCache;
    return { activeUntil, publishedUntil };
  }
}
