import { type BackgroundWork } from '@gatehouse/service';
import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { type BeforeApplicationShutdown, type LoggerService } from '@nestjs/common';
import { type AuditEvent } from './audit';
import { type AuditEntry, entryOf } from './audit-entry';
import { type AuditPage, type AuditQuery, type AuditStore } from './audit.store';
import { Repeats } from './repeats';

const mostWriters = 10;
// About 1 MB. What finds no place is in the log alone.
const mostWaiting = 1_000;
// Milliseconds.
const pause = 5_000;
const warningInterval = 60_000;
const sweepInterval = 60_000;
const shutdownLimit = 3_000;
// How long a reader waits for what this process is writing.
const readLimit = 500;

/**
 * Stores events behind the requests that are audited: these neither wait nor fail. While the store is out of reach events wait,
 * as many as there is room for.
 */
export class AuditTrail implements BeforeApplicationShutdown {
  private readonly repeats = new Repeats();
  private readonly waiting = new Map<string, AuditEntry>();
  private readonly writing = new Set<string>();
  private pausedUntil = 0;
  private closed = false;
  private lost = 0;
  private warnedAt = -Infinity;
  private sweeper: NodeJS.Timeout | undefined;
  private resumer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: AuditStore,
    private readonly background: BackgroundWork,
    private readonly logger: LoggerService,
  ) {}

  /** Takes an event to be stored. Never throws. */
  add(event: AuditEvent): void {
    try {
      const now = Date.now();
      this.keep(this.repeats.add(entryOf(event, now), now));
      this.sweeper ??= setTimeout(() => this.sweep(), sweepInterval).unref();
    } catch (error) {
      this.lose(error);
    }
  }

  /** From new to old, with what this process is writing as far as it is quick. */
  async list(query: AuditQuery): Promise<AuditPage> {
    await this.background.settled(readLimit);
    return this.store.list(query);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.sweeper);
    clearTimeout(this.resumer);
    this.pausedUntil = 0;
    this.keep(this.repeats.end());
    await this.background.settled(shutdownLimit);
    this.closed = true;
    this.lost += this.waiting.size + this.writing.size;
    if (this.lost > 0) this.warn();
  }

  private sweep(): void {
    this.sweeper = undefined;
    this.keep(this.repeats.end(Date.now() - sweepInterval));
  }

  private keep(entries: readonly AuditEntry[]): void {
    for (const entry of entries) {
      // A later count takes the place of an earlier one.
      const hasPlace = this.waiting.size + this.writing.size < mostWaiting;
      if (hasPlace || this.waiting.has(entry.id)) this.waiting.set(entry.id, entry);
      else this.lose();
    }
    this.write();
  }

  private write(): void {
    if (this.closed || Date.now() < this.pausedUntil) return;
    for (const entry of this.waiting.values()) {
      if (this.writing.size >= mostWriters) return;
      // Two writes of one entry must not overtake each other.
      if (this.writing.has(entry.id)) continue;
      this.waiting.delete(entry.id);
      this.writing.add(entry.id);
      this.background.add(this.put(entry));
    }
  }

  private async put(entry: AuditEntry): Promise<void> {
    try {
      await this.store.put(entry);
    } catch (error) {
      if (error instanceof StoreUnavailableError) this.postpone(entry, error);
      else this.lose(error);
    } finally {
      this.writing.delete(entry.id);
      this.write();
    }
  }

  /** Requests that follow must not each wait for a store that answers nobody, in a function that waits for this work. */
  private postpone(entry: AuditEntry, error: Error): void {
    if (!this.waiting.has(entry.id)) this.waiting.set(entry.id, entry);
    this.pausedUntil = Date.now() + pause;
    this.resumer ??= setTimeout(() => {
      this.resumer = undefined;
      this.write();
    }, pause).unref();
    this.warn(error);
  }

  private lose(error?: unknown): void {
    this.lost++;
    this.warn(error);
  }

  private warn(error?: unknown): void {
    const now = Date.now();
    if (now - this.warnedAt < warningInterval) return;
    this.warnedAt = now;
    this.logger.warn(
      { waiting: this.waiting.size, lost: this.lost, ...(error !== undefined && { err: error }) },
      'Events of the audit trail could not be stored. The log has them.',
    );
    this.lost = 0;
  }
}
