import { DpopReplayUnavailableError } from './dpop-errors';

/** Where proofs are remembered, so that each serves once. Instances of a service that share one share the memory. */
export interface DpopReplayStore {
  /**
   * Remembers a key until `expiresAt`, in seconds since the epoch. Returns false where it is remembered already, or may be.
   * Two calls at once with one key must not both get true. Where it throws or rejects, the request is answered with 503.
   * The key is printable ASCII: the thumbprint of the client's key, a dot, and what tells its proofs apart.
   */
  remember(key: string, expiresAt: number): boolean | Promise<boolean>;
}

/** What is remembered of the proofs of one client's key. */
interface Proofs {
  /** When each expires, by what tells it apart. */
  readonly expiries: Map<string, number>;
  /** Proofs that expire no later were forgotten, so none of them is taken. */
  floor: number;
}

const SWEEP_SECONDS = 5;

/**
 * A memory of this process that no flood makes forget. A key with too many proofs loses the older half, and from then on the
 * proofs of that age too: its fresh ones serve, and no other client notices. Where all is full, keys with the most proofs go
 * first; where too many keys are known, new ones are refused with 503 until others expire.
 */
export class ReplayMemory implements DpopReplayStore {
  readonly #clients = new Map<string, Proofs>();
  #proofs = 0;
  #nextSweep = 0;
  #nextRoom = 0;

  constructor(
    private readonly maxEntries: number,
    private readonly now: () => number,
    private readonly maxPerKey = Math.max(1, Math.ceil(maxEntries / 10)),
  ) {}

  /** How many proofs and keys are remembered. */
  get size(): number {
    return this.#proofs + this.#clients.size;
  }

  remember(key: string, expiresAt: number): boolean {
    const dot = key.indexOf('.');
    const [client, proof] = [key.slice(0, dot), key.slice(dot + 1)];
    if (this.now() / 1000 >= this.#nextSweep) this.#sweep();
    const known = this.#clients.get(client);
    if (known?.expiries.has(proof)) return false;
    if (this.size + 2 > this.maxEntries) this.#makeRoom();
    const proofs = known ?? { expiries: new Map<string, number>(), floor: 0 };
    // Asked last: what made room may have forgotten proofs of this very age.
    if (expiresAt <= proofs.floor) return false;
    this.#clients.set(client, proofs);
    proofs.expiries.set(proof, expiresAt);
    this.#proofs++;
    if (proofs.expiries.size > this.maxPerKey) this.#forgetOlderHalf(proofs);
    return true;
  }

  #sweep(): void {
    const now = this.now() / 1000;
    this.#nextSweep = now + SWEEP_SECONDS;
    for (const [client, proofs] of this.#clients) {
      this.#forget(proofs, (expiry) => expiry < now);
      if (proofs.expiries.size === 0 && proofs.floor < now) this.#clients.delete(client);
    }
  }

  #makeRoom(): void {
    const now = this.now() / 1000;
    if (now < this.#nextRoom) throw new DpopReplayUnavailableError();
    this.#sweep();
    const goal = this.maxEntries * 0.75;
    if (this.size <= goal) return;
    const bySize = [...this.#clients.values()].sort((a, b) => b.expiries.size - a.expiries.size);
    for (const proofs of bySize) {
      // A key with one proof is left in peace: to forget it would refuse a client that did nothing.
      if (this.size <= goal || proofs.expiries.size < 2) break;
      this.#forgetOlderHalf(proofs);
    }
    // It looks at all that is remembered: where that frees little, a flood must not make it do so at each request.
    if (this.size > this.maxEntries * 0.9) this.#nextRoom = now + 1;
    if (this.size + 2 > this.maxEntries) throw new DpopReplayUnavailableError();
  }

  #forgetOlderHalf(proofs: Proofs): void {
    const expiries = [...proofs.expiries.values()].sort((a, b) => a - b);
    const median = expiries[(expiries.length - 1) >> 1] ?? 0;
    proofs.floor = Math.max(proofs.floor, median);
    this.#forget(proofs, (expiry) => expiry <= median);
  }

  #forget({ expiries }: Proofs, isOld: (expiry: number) => boolean): void {
    for (const [proof, expiry] of expiries) {
      if (!isOld(expiry)) continue;
      expiries.delete(proof);
      this.#proofs--;
    }
  }
}
