import { RefusedError, SignInUnavailableError } from './errors';
import { type Credential, type Keeper } from './keepers/keeper';
import { type Platform } from './platform';
import { type SessionRecord } from './record/session-record';
import { type SharedRecord } from './record/shared-record';
import { type Tabs } from './tabs';

// Milliseconds. A credential with less is renewed before it is used.
const leastLife = 20_000;
/**
 * A credential whose answer was lost is presented again within this time. The server repeats the answer for 10 seconds; half of them
 * are for the way there. Later it would take the credential for stolen.
 */
const repeatWithin = 5_000;
const longestPause = 30_000;

/** The steps to a fresh credential. They run in one tab at a time. */
export class Renewal {
  constructor(
    private readonly platform: Platform,
    private readonly record: SharedRecord,
    private readonly keeper: Keeper,
    private readonly tabs: Tabs,
  ) {}

  lifeOf({ expiresAt }: Credential): number {
    return expiresAt - this.platform.now();
  }

  isFresh(credential: Credential | undefined): credential is Credential {
    return credential !== undefined && this.keeper.isCurrent(credential) && this.lifeOf(credential) > leastLife;
  }

  /**
   * A credential of the sign-in that is fresh and is not the one that was refused. `held` is what this tab has.
   * Throws `RefusedError`: the session is over. Throws `SignInUnavailableError`.
   */
  async renew(
    known: SessionRecord,
    held: Credential | undefined,
    refused: Credential | undefined,
    patience: number,
  ): Promise<Credential> {
    const isWanted = (candidate: Credential | undefined): candidate is Credential =>
      this.isFresh(candidate) && candidate.id !== refused?.id;
    const newest = held && this.isNewest(held, known) ? held : await this.newest(known, patience);
    if (isWanted(newest)) return newest;
    const pause = (known.pause?.until ?? 0) - this.platform.now();
    // A clock that was set back makes no pause longer.
    if (pause > 0 && pause <= longestPause) throw new SignInUnavailableError('it was asked a moment ago');
    try {
      return await this.next(newest, known);
    } catch (error) {
      if (error instanceof SignInUnavailableError) await this.pause(known);
      throw error;
    }
  }

  private isNewest({ id }: Credential, { newest }: SessionRecord): boolean {
    return id === newest;
  }

  /** From where it outlives the page, or from another tab. A tab that is behind must not present what it has. */
  private async newest(known: SessionRecord, patience: number): Promise<Credential | undefined> {
    const found = await this.keeper.find(known);
    if (found || !this.keeper.isPerTab || !this.record.isShared || known.newest === undefined) return found;
    const isNewest = (candidate: Credential) => this.isNewest(candidate, known);
    return (await this.tabs.ask(known.epoch, isNewest, this.platform.wait(patience))) ?? this.keeper.lastResort?.();
  }

  private async next(newest: Credential | undefined, known: SessionRecord): Promise<Credential> {
    if (newest && (await this.mayPresent(newest, known))) {
      try {
        return await this.keeper.refresh(newest);
      } catch (error) {
        // The session at the server may be alive although what stands on it is not.
        if (!(error instanceof RefusedError)) throw error;
      }
    }
    return this.keeper.silent();
  }

  /** Marks the credential as presented, for all tabs, before it is: the answer may be lost with the tab. */
  private async mayPresent({ id }: Credential, known: SessionRecord): Promise<boolean> {
    const now = this.platform.now();
    const attempt = known.attempt?.of === id ? known.attempt : { of: id, at: now };
    const { isShared } = this.record;
    const marked = await this.record.update((seen) => (seen.epoch === known.epoch ? { ...seen, attempt } : seen));
    const isMarked = marked.attempt?.of === id && this.record.isShared === isShared;
    const age = now - attempt.at;
    return isMarked && age >= 0 && age <= repeatWithin;
  }

  private async pause(known: SessionRecord): Promise<void> {
    const failures = (known.pause?.failures ?? 0) + 1;
    const until = this.platform.now() + Math.min(500 * 2 ** failures, longestPause);
    const pause = { failures, until };
    await this.record.update((seen) => (seen.epoch === known.epoch ? { ...seen, pause } : seen));
  }
}
