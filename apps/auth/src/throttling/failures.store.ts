import { type Failures } from './failures';

/** Failures as they were read, for a write on the condition that nobody wrote since. */
export interface Seen {
  readonly key: string;
  readonly failures?: Failures;
  /** Changes with every write; absent where nothing was stored. */
  readonly revision?: string;
}

/** Where failures are counted, for all replicas. Every method may throw `StoreUnavailableError`. */
export abstract class FailuresStore {
  abstract read(key: string): Promise<Seen>;

  /** What is stored then; undefined where somebody wrote since `seen` was read. `keepUntil` in milliseconds since the epoch. */
  abstract replace(seen: Seen, next: Failures, keepUntil: number): Promise<Seen | undefined>;

  /** Forgets the failures; false where somebody wrote since `seen` was read. */
  abstract clear(seen: Seen): Promise<boolean>;
}
