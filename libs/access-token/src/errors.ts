import { describedCause } from './described';

/** Why a token was refused: for logs and audit, never for the caller. */
export type InvalidTokenReason =
  | 'malformed'
  | 'too_large'
  | 'algorithm'
  | 'type'
  | 'critical_header'
  | 'claims'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'lifetime'
  | 'unknown_key'
  | 'signature'
  | 'binding'
  | 'revoked'
  | 'front_door';

/** What a token has at one place and what it should have; each at most 100 printable characters, never a token. */
export interface Finding {
  /** The claim, or the member of the header such as `typ`. A place within others is written with dots. */
  readonly claim: string;
  readonly expected: string;
  /** As JSON; `missing` where there is nothing. */
  readonly actual: string;
}

/** The token proves nothing: 401 `invalid_token` (RFC 6750 §3.1), whatever the reason. */
export class InvalidTokenError extends Error {
  readonly code = 'invalid_token';
  /** Where one claim is at fault: which, what it should be, and what it is. For logs, as the message is. */
  readonly claim?: string;
  readonly expected?: string;
  readonly actual?: string;

  constructor(
    readonly reason: InvalidTokenReason,
    message: string,
    finding?: Finding,
  ) {
    super(finding === undefined ? message : `${message}: found ${finding.actual}, expected ${finding.expected}`);
    this.name = 'InvalidTokenError';
    Object.assign(this, finding);
  }
}

/** The request offers its credentials in a way no one may (two headers, two tokens): 400 `invalid_request`. */
export class InvalidRequestError extends Error {
  readonly code = 'invalid_request';
  constructor(message: string) {
    super(message);
    this.name = 'InvalidRequestError';
  }
}

/** The issuer's keys cannot be had, so nothing can be said of the token: 503 with `Retry-After`, never 401. */
export class KeysUnavailableError extends Error {
  readonly code = 'keys_unavailable';
  constructor(
    readonly issuer: string,
    /** When a try may succeed, in seconds. */
    readonly retryAfter: number,
    options?: ErrorOptions,
  ) {
    const cause = options?.cause === undefined ? '' : `: ${describedCause(options.cause)}`;
    super(`the signing keys of ${issuer} are not available${cause}`, options);
    this.name = 'KeysUnavailableError';
  }
}

/** The revocation check could not be made, so nothing can be said of the token: answered as missing keys are. */
export class RevocationUnavailableError extends KeysUnavailableError {
  constructor(issuer: string, retryAfter: number, options?: ErrorOptions) {
    super(issuer, retryAfter, options);
    this.name = 'RevocationUnavailableError';
    this.message = this.message.replace('the signing keys', 'the revocations');
  }
}

/** Options, a manifest or an environment cannot be used. `faults` has a line for each fault, by name, never by value. */
export class ConfigurationError extends Error {
  readonly code = 'configuration';
  constructor(
    readonly faults: readonly string[],
    heading = 'The access-token options are not valid:',
  ) {
    super([heading, ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'ConfigurationError';
  }
}
