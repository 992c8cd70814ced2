import { nobody, recordOf, type SessionRecord } from './session-record';

/** Where all tabs see one value, and change it in turn. */
export interface Truth {
  update(key: string, change: (value: unknown) => unknown): Promise<unknown>;
}

/** A storage that may be full or blocked. */
export function tolerant(storage: () => Storage) {
  return {
    get(key: string): string | null {
      try {
        return storage().getItem(key);
      } catch {
        return null;
      }
    },
    set(key: string, value: string): boolean {
      try {
        storage().setItem(key, value);
        return true;
      } catch {
        return false;
      }
    },
    remove(key: string): void {
      try {
        storage().removeItem(key);
      } catch {
        // There is nothing in a storage that is blocked.
      }
    },
  };
}

export type TolerantStorage = ReturnType<typeof tolerant>;

/**
 * The record that the tabs share. `peek` answers at once, from a copy that may be some milliseconds old; `update` is exact.
 * Where the browser has no database the tab is alone: it knows the copy, and its own changes.
 */
export class SharedRecord {
  private own: SessionRecord | undefined;

  constructor(
    readonly key: string,
    private readonly copy: TolerantStorage,
    private truth: Truth | undefined,
  ) {}

  /** Whether the tabs can agree on who renews. */
  get isShared(): boolean {
    return this.truth !== undefined;
  }

  peek(): SessionRecord {
    const text = this.copy.get(this.key);
    // Memory, where storage is blocked.
    if (text === null) return (!this.isShared && this.own) || nobody;
    try {
      return recordOf(JSON.parse(text));
    } catch {
      return nobody;
    }
  }

  async read(): Promise<SessionRecord> {
    return this.update((record) => record);
  }

  /** Stores what `change` makes of the record, and returns it. */
  async update(change: (record: SessionRecord) => SessionRecord): Promise<SessionRecord> {
    const next = await this.exactly(change);
    this.copy.set(this.key, JSON.stringify(next));
    return next;
  }

  private async exactly(change: (record: SessionRecord) => SessionRecord): Promise<SessionRecord> {
    if (this.truth) {
      try {
        return recordOf(await this.truth.update(this.key, (value) => change(recordOf(value))));
      } catch {
        this.truth = undefined;
      }
    }
    const seen = this.peek();
    // Another tab says who is signed in; which credential is the newest, it cannot say of ours.
    const { newest, attempt, pause } = this.own?.epoch === seen.epoch ? this.own : {};
    const { newest: _n, attempt: _a, pause: _p, ...rest } = seen;
    this.own = change({
      ...rest,
      ...(newest !== undefined && { newest }),
      ...(attempt && { attempt }),
      ...(pause && { pause }),
    });
    return this.own;
  }
}
