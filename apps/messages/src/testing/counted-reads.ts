import { DynamoDBDocumentClient, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { type RunningService } from './running-service';

/** What a service has read from its store since counting began. */
export interface CountedReads {
  units: number;
  queries: number;
  /** Of the texts. */
  bytes: number;
}

/** Counts what a service reads from its store from now on. */
export function countReads(service: RunningService): CountedReads {
  const counted = { units: 0, queries: 0, bytes: 0 };
  service.app.get(DynamoDBDocumentClient).middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const result = await next(args);
      const { ConsumedCapacity, Items = [] } = result.output as QueryCommandOutput;
      counted.units += ConsumedCapacity?.CapacityUnits ?? 0;
      counted.queries++;
      for (const { text = '' } of Items as { text?: string }[]) counted.bytes += Buffer.byteLength(text);
      return result;
    },
    { step: 'initialize' },
  );
  return counted;
}
