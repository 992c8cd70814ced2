import { type AuditEntry } from './audit-entry';

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Id to go on before. */
  readonly next?: string | undefined;
}

export interface AuditQuery {
  readonly limit: number;
  /** Id that the page before ended with. */
  readonly before?: string | undefined;
  /** Whose: what they did, and what was done to them. */
  readonly user?: string | undefined;
}

/** Where events are kept. Every method may throw `StoreUnavailableError`. */
export abstract class AuditStore {
  /** Writes an entry, also in the place of an earlier one with its id. */
  abstract put(entry: AuditEntry): Promise<void>;
  /** From new to old, without those that have expired. */
  abstract list(query: AuditQuery): Promise<AuditPage>;
}
