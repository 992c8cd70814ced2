import { localServices, localUrl } from '../start/local-services';
import { storeSettings } from './config';
import { prepareStore } from './prepare-store';

const { DYNAMODB_ENDPOINT: endpoint, TABLE_PREFIX: tablePrefix } = storeSettings();
const cards = localServices();
const deadline = Date.now() + 60_000;

/** The engine of a composition starts at the same time, so it is asked until it answers. */
async function prepare(): Promise<void> {
  try {
    await prepareStore({ endpoint, tablePrefix }, cards, (card) => localUrl(card));
  } catch (error) {
    if (Date.now() > deadline) throw error;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return prepare();
  }
}

prepare().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The store could not be prepared: ${String(error)}\n`);
    process.exit(1);
  },
);
