import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { within } from './deadline';
import { StoreUnavailableError } from './errors';
import { Retries } from './retries';

/** Where DynamoDB is, and how long to wait for it. Without `endpoint` it is AWS's, found by the SDK's own rules for region and credentials. */
export interface DynamoDbOptions {
  readonly endpoint?: string | undefined;
  /** Longest wait for the answer to one attempt, in milliseconds. */
  readonly attemptTimeout?: number;
  /** Longest wait over all attempts, in milliseconds: under the 3 s that a request may take. */
  readonly deadline?: number;
}

// One attempt in three may be throttled and one in 10,000 calls fails.
const maxAttempts = 9;

const transientNames = new Set([
  'AbortError',
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
]);

function isTransient(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  // Without a status there was no answer: the network failed.
  return status === undefined || status >= 500 || transientNames.has(name ?? '');
}

/** A document client with bounded time and retries; what may pass by itself is thrown as `StoreUnavailableError`. */
export function createDynamoDbClient(options: DynamoDbOptions = {}): DynamoDBDocumentClient {
  const { endpoint, attemptTimeout = 600, deadline = 2500 } = options;
  const client = new DynamoDBClient({
    ...(endpoint !== undefined && {
      endpoint,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
    maxAttempts,
    retryStrategy: new Retries(maxAttempts),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: attemptTimeout,
      requestTimeout: attemptTimeout,
      throwOnRequestTimeout: true,
    }),
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        // The attempt's timeout ends with the answer's headers; the deadline covers a body that never comes, too.
        return await within(deadline, () => next(args));
      } catch (error) {
        if (error instanceof StoreUnavailableError || !isTransient(error)) throw error;
        throw new StoreUnavailableError(1, { cause: error });
      }
    },
    { step: 'initialize', name: 'storeUnavailable', priority: 'high' },
  );
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
