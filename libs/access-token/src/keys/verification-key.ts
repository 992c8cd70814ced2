import type { KeyObject } from 'node:crypto';
import { type KeyAlgorithm, signatureLength } from '../token/signature-algorithms';

/** One key of one issuer, imported once. */
export class VerificationKey {
  /** Set when the issuer no longer publishes the key: its tokens are rejected from then on. */
  retired = false;
  /** In bytes, asked once: Node computes the details of a key anew at each look. */
  readonly signatureLength: number;
  #settled: KeyAlgorithm | undefined;

  /** @param algorithms those that the key may serve: of a JWK without `alg`, every allowed one of its type. */
  constructor(
    readonly kid: string | undefined,
    readonly algorithms: readonly KeyAlgorithm[],
    readonly keyObject: KeyObject,
  ) {
    this.signatureLength = signatureLength(algorithms[0] ?? 'RS256', keyObject);
  }

  serves(algorithm: KeyAlgorithm): boolean {
    return this.#settled === undefined ? this.algorithms.includes(algorithm) : this.#settled === algorithm;
  }

  /** One key is for one algorithm (RFC 8725 §3.1). Where the JWK names none, the first good signature decides. */
  settle(algorithm: KeyAlgorithm): void {
    this.#settled ??= algorithm;
  }

  isSameAs({ kid, algorithms, keyObject }: VerificationKey): boolean {
    return this.kid === kid && String(this.algorithms) === String(algorithms) && this.keyObject.equals(keyObject);
  }
}
