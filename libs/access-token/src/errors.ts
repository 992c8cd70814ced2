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
  | 'revoked'
  | 'front_door';

/** The token proves nothing: 401 `invalid_token` (RFC 6750 §3.1), whatever the reason. */
export class InvalidTokenError extends Error {
  readonly code = 'invalid_token';
  constructor(
    readonly reason: InvalidTokenReason,
    message: string,
  ) {
    super(message);
    this.name = 'InvalidTokenError';
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
    super(`the signing keys of ${issuer} are not available`, options);
    this.name = 'KeysUnavailableError';
  }
}

/** The revocation check could not be made, so nothing can be said of the token: answered as missing keys are. */
export class RevocationUnavailableError extends KeysUnavailableError {
  constructor(issuer: string, retryAfter: number, options?: ErrorOptions) {
    super(issuer, retryAfter, options);
    this.name = 'RevocationUnavailableError';
    this.message = `whether a token of ${issuer} is revoked cannot be said`;
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
