import { fetchDocument, type Fetch } from '../keys/fetch-document';

/** The keys could not be asked for, so nothing can be said of the token. */
export class KeyFetchFailedError extends Error {}

/** The load balancer's region has no key of this name, or too many unknown names were tried just now. */
export class UnknownAlbKeyError extends Error {}

const TIMEOUT_MS = 2_000;
const WINDOW_MS = 30_000;
/** A load balancer has one key at a time, so a few names in 30 s are plenty; the rest are made up. */
const MAX_UNKNOWN_KEYS = 5;

/** Fetches one key, named by the token's `kid`, for aws-jwt-verify: bounded in time, in size and in number. */
export class AlbKeyFetcher {
  #windowStart = -Infinity;
  #unknown = 0;

  constructor(private readonly fetchSeam: Fetch) {}

  async fetch(uri: string): Promise<ArrayBuffer> {
    const now = Date.now();
    if (now >= this.#windowStart + WINDOW_MS) {
      this.#windowStart = now;
      this.#unknown = 0;
    }
    if (this.#unknown >= MAX_UNKNOWN_KEYS) throw new UnknownAlbKeyError('too many unknown keys');
    this.#unknown++;
    let isUnknown = false;
    const watched: Fetch = async (url, init) => {
      const response = await this.fetchSeam(url, init);
      isUnknown = response.status === 404 || response.status === 403;
      return response;
    };
    const pem = await fetchDocument(
      uri,
      'application/x-pem-file, text/plain',
      watched,
      AbortSignal.timeout(TIMEOUT_MS),
    ).catch((cause: unknown) => {
      if (isUnknown) throw new UnknownAlbKeyError('no such key');
      // An outage says nothing of the name, so it does not count against the next one.
      this.#unknown--;
      throw new KeyFetchFailedError('the key could not be fetched', { cause });
    });
    return new TextEncoder().encode(pem).buffer;
  }
}
