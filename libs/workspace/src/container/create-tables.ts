import { createDynamoDbClient, tables } from '@gatehouse/dynamodb';
import { createTables } from '@gatehouse/dynamodb/local';
import { storeSettings } from './config';

const { DYNAMODB_ENDPOINT: endpoint, TABLE_PREFIX: prefix } = storeSettings();
const deadline = Date.now() + 60_000;

/** The engine of a composition starts at the same time, so it is asked until it answers. */
async function create(): Promise<void> {
  const client = createDynamoDbClient({ endpoint, attemptTimeout: 10_000, deadline: 30_000 });
  try {
    await createTables(client, prefix, tables);
  } catch (error) {
    if (Date.now() > deadline) throw error;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return create();
  } finally {
    client.destroy();
  }
}

create().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The tables could not be made: ${String(error)}\n`);
    process.exit(1);
  },
);
