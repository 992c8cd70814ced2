import { createHmac } from 'node:crypto';

/** How nonces are made (RFC 9449 §8): with one secret at every instance, and without state. */
export interface DpopNonceOptions {
  /** At least 32 bytes; the same at every instance of the service. */
  readonly secret: string | Uint8Array;
  /** In seconds, for how long a nonce is given out (default 60); it is taken for as long again. */
  readonly rotation?: number;
}

/** Nonces that follow from the time and the secret. */
export class Nonces {
  readonly #rotation: number;

  constructor(
    private readonly options: DpopNonceOptions,
    private readonly now: () => number,
  ) {
    this.#rotation = (options.rotation ?? 60) * 1000;
  }

  /** The one for the next proof. */
  current(): string {
    return this.#of(0);
  }

  /** Also the one before, and the one after: the clock of another instance may be ahead. */
  takes(nonce: unknown): boolean {
    // No secret to leak by time: whoever asks is given the current one.
    return nonce === this.#of(0) || nonce === this.#of(-1) || nonce === this.#of(1);
  }

  #of(offset: number): string {
    const period = Math.floor(this.now() / this.#rotation) + offset;
    return createHmac('sha256', this.options.secret).update(`gatehouse dpop nonce v1 ${period}`).digest('base64url');
  }
}
