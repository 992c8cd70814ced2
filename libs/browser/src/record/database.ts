// Milliseconds. A database that does not open by then is one that this browser does not have.
const openTimeout = 2_000;
const store = 'records';

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database failed'));
  });
}

/**
 * One value for all tabs, changed in one transaction. `localStorage` would not do: every process of the browser has a copy,
 * which may be old when a lock changes hands.
 */
export class Database {
  private connection: Promise<IDBDatabase> | undefined;

  constructor(
    private readonly factory: IDBFactory,
    private readonly name: string,
  ) {}

  /** Stores what `change` makes of the value, and returns it. `change` runs in the transaction. */
  async update(key: string, change: (value: unknown) => unknown): Promise<unknown> {
    const database = await this.open();
    const transaction = database.transaction(store, 'readwrite');
    const records = transaction.objectStore(store);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
    });
    const next = change(await settled(records.get(key)));
    records.put(next, key);
    await done;
    return next;
  }

  private open(): Promise<IDBDatabase> {
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = undefined;
      throw error;
    });
    return this.connection;
  }

  private async connect(): Promise<IDBDatabase> {
    const request = this.factory.open(this.name, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(store);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the database does not open')), openTimeout);
    });
    const database = await Promise.race([settled(request), late]).finally(() => clearTimeout(timer));
    const forget = () => {
      database.close();
      this.connection = undefined;
    };
    database.onversionchange = forget;
    database.onclose = forget;
    return database;
  }
}
