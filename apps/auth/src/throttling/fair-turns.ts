/** There is no place to wait, or the wait was too long. */
export class NoTurnError extends Error {}

/** For whom a turn is: turns go to networks one after the other, and within a network to its accounts. */
export interface TurnOwner {
  readonly network: string;
  /** Absent where no account is there yet. */
  readonly account?: string | undefined;
}

export interface TurnLimits {
  /** Turns that run at once. */
  readonly atOnce: number;
  /** Places, those of running turns included: in all, and for one account. */
  readonly places: number;
  readonly placesOfAccount: number;
  /** Milliseconds. */
  readonly longestWait: number;
}

/** Runs the work in its turn, which may be long after the call. Rejects with `NoTurnError`, or as the work does. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

interface Waiter {
  readonly start: () => void;
  readonly refuse: () => void;
}

/**
 * Shares turns fairly: a crowd from one network, or for one account, waits behind itself and not before others. Whoever has a
 * place may take turns; places are bounded, so a crowd is refused before it has cost anything.
 */
export class FairTurns {
  private running = 0;
  private places = 0;
  private readonly ofAccount = new Map<string, number>();
  /** The next turn is for the first network and its first account. */
  private readonly waiting = new Map<string, Map<string, Waiter[]>>();

  constructor(private readonly limits: TurnLimits) {}

  /** Takes a place for as long as `work` runs. Rejects with `NoTurnError` where there is none, or as `work` does. */
  async withPlace<T>(owner: TurnOwner, work: (inTurn: InTurn) => Promise<T>): Promise<T> {
    const { network, account } = owner;
    const ofAccount = account === undefined ? 0 : (this.ofAccount.get(account) ?? 0);
    if (ofAccount >= this.limits.placesOfAccount) this.makeRoom(network, (name) => this.waitersOf(name, account));
    if (this.places >= this.limits.places) this.makeRoom(network, (name) => this.waitersOf(name));
    this.count(owner, 1);
    try {
      return await work((turn) => this.take(owner, turn));
    } finally {
      this.count(owner, -1);
    }
  }

  private async take<T>(owner: TurnOwner, work: () => Promise<T>): Promise<T> {
    if (this.running < this.limits.atOnce) this.running++;
    // The turn that ends hands itself over, so that nothing slips in between.
    else await this.wait(owner);
    try {
      return await work();
    } finally {
      const next = this.next();
      if (next) next.start();
      else this.running--;
    }
  }

  private wait({ network, account = '' }: TurnOwner): Promise<void> {
    return new Promise((resolve, reject) => {
      const accounts = getOrAdd(this.waiting, network, () => new Map<string, Waiter[]>());
      const waiters = getOrAdd(accounts, account, (): Waiter[] => []);
      const refuse = () => {
        clearTimeout(timer);
        remove(waiters, waiter);
        if (waiters.length === 0) accounts.delete(account);
        if (accounts.size === 0) this.waiting.delete(network);
        reject(new NoTurnError());
      };
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(refuse, this.limits.longestWait);
      const waiter: Waiter = { start, refuse };
      waiters.push(waiter);
    });
  }

  /** Takes the next waiter out. Its account goes to the end of its network, and its network to the end of all. */
  private next(): Waiter | undefined {
    const [network, accounts] = first(this.waiting);
    const [account, waiters] = first(accounts);
    const waiter = waiters?.shift();
    if (network === undefined || accounts === undefined || account === undefined || waiters === undefined)
      return undefined;
    this.waiting.delete(network);
    accounts.delete(account);
    if (waiters.length > 0) accounts.set(account, waiters);
    if (accounts.size > 0) this.waiting.set(network, accounts);
    return waiter;
  }

  /** The last waiter of the most crowded network has to go, if more wait there than would for `network`. */
  private makeRoom(network: string, waitersOf: (network: string) => readonly Waiter[]): void {
    let crowd: readonly Waiter[] = [];
    for (const name of this.waiting.keys()) if (waitersOf(name).length > crowd.length) crowd = waitersOf(name);
    if (crowd.length <= waitersOf(network).length + 1) throw new NoTurnError();
    crowd.at(-1)?.refuse();
  }

  /** Those of one account, or of all. */
  private waitersOf(network: string, account?: string): readonly Waiter[] {
    const accounts = this.waiting.get(network);
    return account === undefined ? [...(accounts?.values() ?? [])].flat() : (accounts?.get(account) ?? []);
  }

  private count({ account }: TurnOwner, change: 1 | -1): void {
    this.places += change;
    if (account !== undefined) add(this.ofAccount, account, change);
  }
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function getOrAdd<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function first<V>(map: Map<string, V> | undefined): [string, V] | [undefined, undefined] {
  for (const entry of map ?? []) return entry;
  return [undefined, undefined];
}

function remove<T>(list: T[], entry: T): void {
  const index = list.indexOf(entry);
  if (index >= 0) list.splice(index, 1);
}
