import { dynamoDbEnvironment, parseEnvironment } from '@gatehouse/service';
import { z } from 'zod';

/** Where the store is that has to be prepared. */
export function storeSettings() {
  return parseEnvironment(z.object(dynamoDbEnvironment), process.env);
}
