/** DynamoDB throttled, failed or did not answer in time: the caller may try again. Whether a write took effect is unknown. */
export class StoreUnavailableError extends Error {
  readonly code = 'store_unavailable';
  constructor(
    /** When a try may succeed, in seconds. */
    readonly retryAfter: number,
    options?: ErrorOptions,
  ) {
    super('the store is not available', options);
    this.name = 'StoreUnavailableError';
  }
}

/** Says whether a conditional write found its condition false. */
export function isConditionalCheckFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
