import { dynamoDbEnvironment, parseEnvironment } from '@gatehouse/service';
import { z } from 'zod';

/** Where `prepare.ts` makes tables. */
export function storeSettings() {
  return parseEnvironment(z.object(dynamoDbEnvironment), process.env);
}

/** Settings of the local engine as a process of its own, for `nx serve`. */
export const localEngineSettings = {
  port: Number(process.env['DYNAMODB_PORT'] || 8000),
  dataDir: process.env['DATA_DIR'] || '.data',
  prefix: process.env['TABLE_PREFIX'] || 'gatehouse-',
};
