import { isStoredPerson, type StoredPerson } from '../person';

/** What the tabs of an origin know together of the session. Nothing in it opens anything. */
export interface SessionRecord {
  /** Names the sign-in; another sign-in has another one. */
  readonly epoch: string;
  /** Null: nobody is signed in. */
  readonly person: StoredPerson | null;
  /** Why nobody is signed in. */
  readonly because?: 'signed-out' | 'ended';
  /** Names the newest credential of the sign-in. A tab that has another one is behind. */
  readonly newest?: string;
  /** The credential that was presented for renewal, and when: milliseconds since 1970. Its answer may be lost. */
  readonly attempt?: { readonly of: string; readonly at: number };
  /** The authorization server could not be asked: how often in a row, and when to ask again. */
  readonly pause?: { readonly failures: number; readonly until: number };
  /** The last sign-out did not reach the server, so its session may be alive. */
  readonly unfinished?: boolean;
}

export const nobody: SessionRecord = { epoch: '', person: null };

/** A record that was stored by whatever version, or changed by whomever. */
export function recordOf(value: unknown): SessionRecord {
  const record = (typeof value === 'object' && value !== null ? value : {}) as Partial<SessionRecord>;
  if (typeof record.epoch !== 'string' || !(record.person === null || isStoredPerson(record.person))) return nobody;
  return record as SessionRecord;
}
