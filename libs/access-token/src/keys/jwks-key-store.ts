import { setTimeout as delay } from 'node:timers/promises';
import { KeysUnavailableError } from '../errors';
import type { KeyAlgorithm, SignatureAlgorithm } from '../token/signature-algorithms';
import { discoverJwksUri } from './discovery';
import { fetchDocument, type Fetch } from './fetch-document';
import type { KeySource } from './key-source';
import { KeySet, loadKeySet } from './key-set';
import type { VerificationKey } from './verification-key';

/** When keys are fetched and how long they are believed; all in seconds. */
export interface KeyTimes {
  /** One attempt, from the discovery to the last byte of the keys; at most 2.5, so that no request waits for 3. */
  readonly timeout: number;
  /** How long a set is believed before the issuer is asked again; the refresh starts at three quarters of it. */
  readonly maxAge: number;
  /** How much longer the last good set is believed while the issuer cannot be reached. */
  readonly staleFor: number;
  /** At most one fetch in this time is caused by key identifiers that the set does not have. */
  readonly unknownKeyCooldown: number;
}

/** How the keys of the issuers are fetched. */
export interface KeyOptions extends Partial<KeyTimes> {
  /** How many usable keys the set of an issuer may have. Default 250; a set has at most 150 KB in any case. */
  readonly maxKeys?: number;
}

/** What a JwksKeyStore is told of its issuer. */
export interface JwksKeyStoreOptions {
  readonly issuer: string;
  readonly jwksUri: string | undefined;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly times: KeyTimes;
  readonly maxKeys: number;
  readonly fetch: Fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const REFRESH_AT = 0.75;
/** Between two attempts that requests wait for, in ms: with the longest timeout still under 3 s. */
const RETRY_DELAY = { first: 50, most: 400 };
/** Between two attempts that nobody waits for, in ms. */
const BACKGROUND_DELAY = { first: 1_000, most: 30_000 };
/** How long a failure proves that the issuer is down, in ms: longer than two background attempts are apart. */
const DOWN_FOR = 60_000;

/** The keys of an issuer's JWKS: decides when jwks-rsa may fetch, and which set is believed. */
export class JwksKeyStore implements KeySource {
  #keys = KeySet.EMPTY;
  #loadedAt = -Infinity;
  #unknownKeyFetchAt = -Infinity;
  #failures = 0;
  #failedAt = -Infinity;
  #jwksUri: string | undefined;
  #flight: Promise<void> | undefined;
  readonly #closed = new AbortController();

  constructor(private readonly options: JwksKeyStoreOptions) {
    this.#jwksUri = options.jwksUri;
  }

  peek(kid: string | undefined, algorithm: KeyAlgorithm): VerificationKey | undefined {
    return this.#isBelieved() && kid !== undefined ? this.#keys.find(kid, algorithm) : undefined;
  }

  hasOther(kid: string | undefined): boolean {
    return kid !== undefined && this.#keys.has(kid);
  }

  trusts(key: VerificationKey): boolean {
    return !key.retired && this.#isBelieved();
  }

  async locate(): Promise<void> {
    await this.#inTime((signal) => this.#place(signal)).catch((error: unknown) => {
      throw this.#unavailable(error);
    });
  }

  async find(kid: string | undefined, algorithm: KeyAlgorithm): Promise<VerificationKey | undefined> {
    if (kid === undefined) return undefined;
    const known = this.#keys;
    if (!this.#isBelieved()) {
      await this.#refresh().catch((error: unknown) => {
        // The set may be within its stale time, then only a key it does not have is out of reach.
        if (!this.#isBelieved() || this.#keys.find(kid, algorithm) === undefined) throw this.#unavailable(error);
      });
    }
    const key = this.#keys.find(kid, algorithm);
    if (key !== undefined) return key;
    // Its set is newer than the question, or the issuer was asked because of an unknown key a moment ago.
    if (this.#keys !== known) return undefined;
    const { unknownKeyCooldown } = this.options.times;
    if (this.#failures === 0 && this.#isWithin(this.#unknownKeyFetchAt, unknownKeyCooldown * 1000)) return undefined;
    await this.#refresh().catch((error: unknown) => {
      throw this.#unavailable(error);
    });
    this.#unknownKeyFetchAt = this.options.now();
    return this.#keys.find(kid, algorithm);
  }

  close(): void {
    this.#closed.abort();
  }

  /** True while the set is fresh, or stale with an issuer that was tried and is down; refreshes in the background. */
  #isBelieved(): boolean {
    const { maxAge, staleFor } = this.options.times;
    const now = this.options.now();
    if (this.#isWithin(this.#loadedAt, maxAge * REFRESH_AT * 1000)) return true;
    const age = now - this.#loadedAt;
    const isDown = this.#failures > 0 && this.#isWithin(this.#failedAt, DOWN_FOR);
    // Past its age with an issuer not known to be down, the request that asks is the one to wait for a new set.
    if (age >= maxAge * 1000 && !(isDown && age < (maxAge + staleFor) * 1000)) return false;
    if (!isDown || now >= this.#failedAt + backoff(BACKGROUND_DELAY, this.#failures)) {
      this.#refresh().catch(() => undefined);
    }
    return true;
  }

  /** Whether it is less than `duration` ms since then; a time that is still to come is of a clock that was set back. */
  #isWithin(time: number, duration: number): boolean {
    const since = this.options.now() - time;
    return since >= 0 && since < duration;
  }

  /** Single flight: however many ask, one attempt is under way, and after a failure it starts a little later. */
  #refresh(): Promise<void> {
    this.#flight ??= this.#attempt().finally(() => (this.#flight = undefined));
    return this.#flight;
  }

  async #attempt(): Promise<void> {
    const { now } = this.options;
    try {
      if (this.#failures > 0) {
        const wait = this.#failedAt + backoff(RETRY_DELAY, this.#failures) - now();
        if (wait > 0) await delay(Math.min(wait, RETRY_DELAY.most), undefined, { signal: this.#closed.signal });
      }
      // The objects of keys that stayed are kept, so that tokens verified with them stay verified.
      this.#keys = (await this.#load()).succeeding(this.#keys);
      this.#loadedAt = now();
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      this.#failedAt = now();
      // The keys may have moved: the next attempt asks the issuer again.
      this.#jwksUri = this.options.jwksUri;
      throw error;
    }
  }

  #load(): Promise<KeySet> {
    const { issuer, algorithms: allowed, maxKeys, fetch } = this.options;
    return this.#inTime(async (signal) => {
      const accept = 'application/jwk-set+json, application/json';
      const fetchText = (uri: string) => fetchDocument(uri, accept, fetch, signal);
      return loadKeySet(await this.#place(signal), fetchText, { issuer, allowed, maxKeys });
    });
  }

  async #place(signal: AbortSignal): Promise<string> {
    const { issuer, fetch } = this.options;
    return (this.#jwksUri ??= await discoverJwksUri(issuer, fetch, signal));
  }

  async #inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { timeout: seconds } = this.options.times;
    const timeout = new AbortController();
    const signal = AbortSignal.any([timeout.signal, this.#closed.signal]);
    const late = delay(seconds * 1000, undefined, { signal: timeout.signal, ref: false }).then(() => {
      throw new Error(`no answer within ${seconds} s`);
    });
    try {
      signal.throwIfAborted();
      return await Promise.race([work(signal), late]);
    } finally {
      late.catch(() => undefined);
      timeout.abort();
    }
  }

  #unavailable(cause: unknown): KeysUnavailableError {
    return new KeysUnavailableError(this.options.issuer, 1, { cause });
  }
}

function backoff({ first, most }: { first: number; most: number }, failures: number): number {
  return Math.min(first * 2 ** (failures - 1), most);
}
