import { useSyncExternalStore } from 'react';

/** A text that is being written. It outlives a reload, a lost connection and a login. */
export interface Draft {
  /** Whose text it is: nobody else is shown it. */
  readonly subject: string;
  readonly text: string;
  /** The `Idempotency-Key` under which this very text was sent before, so that it is never there twice. */
  readonly key: string | null;
  /** The message that it replaces, null for a new one. */
  readonly edits: { readonly id: string; readonly version: number } | null;
  /** Whether its dialog is open. */
  readonly isOpen: boolean;
}

const storageKey = 'gatehouse.draft';

function isDraft(value: unknown): value is Draft {
  const { subject, text, isOpen } = (value ?? {}) as Partial<Record<keyof Draft, unknown>>;
  return typeof subject === 'string' && typeof text === 'string' && typeof isOpen === 'boolean';
}

function stored(): Draft | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

/** Keeps one draft for this tab. */
class Drafts {
  private draft = stored();
  private readonly listeners = new Set<() => void>();

  readonly current = (): Draft | null => this.draft;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(draft: Draft | null): void {
    this.draft = draft;
    try {
      if (draft === null) sessionStorage.removeItem(storageKey);
      else sessionStorage.setItem(storageKey, JSON.stringify(draft));
    } catch {
      // Without storage it lasts as long as the page.
    }
    for (const listener of this.listeners) listener();
  }

  change(changes: Partial<Draft>): void {
    if (this.draft) this.set({ ...this.draft, ...changes });
  }
}

export const drafts = new Drafts();

export function useDraft(): Draft | null {
  return useSyncExternalStore(drafts.subscribe, drafts.current);
}
