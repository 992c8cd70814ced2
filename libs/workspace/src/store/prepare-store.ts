import { apisOf, applyToStore } from '@gatehouse/authorization';
import { createDynamoDbClient } from '@gatehouse/dynamodb';
import { createTables } from '@gatehouse/dynamodb/local';
import { type ServiceCard } from '@gatehouse/service-card';

/** A store that is not AWS's own. */
export interface LocalStore {
  readonly endpoint: string | undefined;
  readonly tablePrefix: string;
}

/**
 * Makes the tables of the services where they are not there yet, and registers the APIs, scopes and roles of their cards with the
 * authorization server. `resourceOf` names the resource identifier of a service. For local stores; in AWS the infrastructure does it.
 */
export async function prepareStore(
  { endpoint, tablePrefix }: LocalStore,
  cards: readonly ServiceCard[],
  resourceOf: (card: ServiceCard) => string,
): Promise<void> {
  const client = createDynamoDbClient({ endpoint, attemptTimeout: 10_000, deadline: 30_000 });
  try {
    await createTables(
      client,
      tablePrefix,
      cards.flatMap(({ tables }) => tables),
    );
  } finally {
    client.destroy();
  }
  // The cards are the developer's own word here, and the store is the developer's own.
  await applyToStore({ endpoint, tablePrefix, apis: apisOf(cards, resourceOf), allowWidening: true, prune: true });
}
