import { type RetryErrorInfo, type RetryStrategyV2, type StandardRetryToken } from '@smithy/types';

// Milliseconds. DynamoDB answers in a few, so the first waits are short; the SDK's own first wait after a throttle is a second.
const firstDelay = 20;
const longestDelay = 250;
// Retries that may go unanswered in a row before only first attempts are made.
const quota = 500;

/**
 * Retries throttles and failures quickly, up to `maxAttempts`, with full jitter. The callers' deadline bounds the time; a quota that
 * only answers refill bounds the load on a store that answers nobody.
 */
export class Retries implements RetryStrategyV2 {
  private left = quota;

  constructor(private readonly maxAttempts: number) {}

  async acquireInitialRetryToken(): Promise<StandardRetryToken> {
    return token(0, 0);
  }

  async refreshRetryTokenForRetry(
    last: StandardRetryToken,
    { errorType }: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const count = last.getRetryCount() + 1;
    if (errorType === 'CLIENT_ERROR' || count >= this.maxAttempts || this.left <= 0) {
      throw new Error('no further attempt');
    }
    this.left--;
    return token(count, Math.random() * Math.min(longestDelay, firstDelay * 2 ** count));
  }

  recordSuccess(last: StandardRetryToken): void {
    this.left = Math.min(quota, this.left + last.getRetryCount() + 1);
  }
}

function token(count: number, delay: number): StandardRetryToken {
  return { getRetryCount: () => count, getRetryDelay: () => delay, getRetryCost: () => undefined };
}
