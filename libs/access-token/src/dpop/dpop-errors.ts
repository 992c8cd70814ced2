import type { Finding } from '../errors';

/** Why a proof was refused: for logs and audit, never for the caller. */
export type InvalidDpopProofReason =
  | 'missing'
  | 'malformed'
  | 'type'
  | 'algorithm'
  | 'key'
  | 'signature'
  | 'claims'
  | 'method'
  | 'url'
  | 'access_token'
  | 'expired'
  | 'not_yet_valid'
  | 'replayed';

/** The proof proves nothing: 401 `invalid_dpop_proof` (RFC 9449 §7.1), whatever the reason. */
export class InvalidDpopProofError extends Error {
  readonly code = 'invalid_dpop_proof';
  /** Where one claim or header member is at fault: which, what it should be, and what it is. For logs, as the message is. */
  readonly claim?: string;
  readonly expected?: string;
  readonly actual?: string;

  constructor(
    readonly reason: InvalidDpopProofReason,
    message: string,
    finding?: Finding,
  ) {
    super(finding === undefined ? message : `${message}: found ${finding.actual}, expected ${finding.expected}`);
    this.name = 'InvalidDpopProofError';
    Object.assign(this, finding);
  }
}

/** The proof lacks a nonce of this server, or has an old one: 401 `use_dpop_nonce` with `DPoP-Nonce` (RFC 9449 §9). */
export class UseDpopNonceError extends Error {
  readonly code = 'use_dpop_nonce';
  constructor(
    /** The value that the next proof needs. */
    readonly nonce: string,
    message: string,
  ) {
    super(message);
    this.name = 'UseDpopNonceError';
  }
}

/** The memory of proofs does not answer or has no room, so nothing can be said of the proof: 503 with `Retry-After`. */
export class DpopReplayUnavailableError extends Error {
  readonly code = 'dpop_replay_unavailable';
  /** In seconds. */
  readonly retryAfter = 1;
  constructor(options?: ErrorOptions) {
    super('the memory of DPoP proofs is not available', options);
    this.name = 'DpopReplayUnavailableError';
  }
}
