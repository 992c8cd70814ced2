import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { failed, forgottenAt, isStrict, type Limit, wait } from './failures';
import { FailuresStore, type Seen } from './failures.store';
import { TooManyAttemptsError } from './throttling.errors';

/** One account, address or device, and how patient we are with it. */
export interface Subject {
  readonly key: string;
  readonly limit: Limit;
}

/** An attempt under way, to be ended by `fail` or `succeed`. */
export interface Attempt {
  readonly subject: Subject;
  readonly seen: Seen;
  /** It counts as a failure already. */
  readonly counted: boolean;
}

// Milliseconds: a flood of attempts costs one read in this time.
const rememberWait = 1_000;

// Racing writers of one subject: each round one of them succeeds.
const rounds = 50;

/** Counts failures across replicas and makes who failed often wait longer and longer. */
@Injectable()
export class ThrottleService {
  /** Until when subjects have to wait, as this process has read it. It is short-lived, because a success ends a wait early. */
  private readonly waits = new LRUCache<string, number>({ max: 10_000, ttl: rememberWait });

  constructor(private readonly store: FailuresStore) {}

  /** Throws `TooManyAttemptsError` where this process knows that one of the subjects has to wait. It costs no read. */
  checkKnown(subjects: readonly Subject[]): void {
    const now = Date.now();
    refuseWhileBlocked(Math.max(0, ...subjects.map(({ key }) => (this.waits.get(key) ?? 0) - now)));
  }

  /** Throws `TooManyAttemptsError` where one of the subjects has to wait. Writes nothing. */
  async check(subjects: readonly Subject[]): Promise<void> {
    this.checkKnown(subjects);
    const seen = await Promise.all(subjects.map(({ key }) => this.store.read(key)));
    for (const { key, failures } of seen)
      if (wait(failures, Date.now()) > 0) this.waits.set(key, failures?.blockedUntil ?? 0);
    this.checkKnown(subjects);
  }

  /**
   * Begins an attempt. While failures are free nothing is written, so that good sign-ins cost no write and never hinder each
   * other; after that the attempt is counted as a failure before its outcome is known: of those that race one may go on.
   */
  async begin(subject: Subject): Promise<Attempt> {
    const { key, limit } = subject;
    for (let round = 0; round < rounds; round++) {
      const seen = await this.store.read(key);
      refuseWhileBlocked(wait(seen.failures, Date.now()));
      if (!isStrict(seen.failures, limit, Date.now())) return { subject, seen, counted: false };
      const written = await this.count(seen, limit);
      if (written) return { subject, seen: written, counted: true };
    }
    throw new TooManyAttemptsError(1);
  }

  /** The attempt failed. */
  async fail({ subject, seen, counted }: Attempt): Promise<void> {
    if (counted || (await this.count(seen, subject.limit))) return;
    await this.add(subject);
  }

  /** The attempt succeeded: what failed before it is forgotten, but what failed during it is not. */
  async succeed({ seen }: Attempt): Promise<void> {
    this.waits.delete(seen.key);
    await this.store.clear(seen);
  }

  /** Counts something that had no beginning. */
  async add({ key, limit }: Subject): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      if (await this.count(await this.store.read(key), limit)) return;
    }
    throw new TooManyAttemptsError(1);
  }

  private count(seen: Seen, limit: Limit): Promise<Seen | undefined> {
    const next = failed(seen.failures, limit, Date.now());
    return this.store.replace(seen, next, forgottenAt(next, limit));
  }
}

function refuseWhileBlocked(milliseconds: number): void {
  if (milliseconds > 0) throw new TooManyAttemptsError(Math.ceil(milliseconds / 1000));
}
