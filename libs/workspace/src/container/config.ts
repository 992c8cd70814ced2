import { dynamoDbEnvironment, parseEnvironment } from '@gatehouse/service';
import { z } from 'zod';

/** Where tables are made. */
export function storeSettings() {
  return parseEnvironment(z.object(dynamoDbEnvironment), process.env);
}
