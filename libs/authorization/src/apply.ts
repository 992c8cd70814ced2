import { setTimeout as pause } from 'node:timers/promises';
import { createDynamoDbClient, tableName } from '@gatehouse/dynamodb';
import type { ServiceCard } from '@gatehouse/service-card';
import { authorizationTable, DynamoDbRegistryStore } from './dynamodb-registry.store';
import type { Api, Registry } from './registry';
import { type Application, type ChangedRegistry, withCardApis } from './registry-changes';
import { RegistryBusyError } from './registry-error';
import type { RegistryStore } from './registry.store';

// Attempts of one change that others came before.
const rounds = 50;

/** The APIs of cards. `resourceOf` names the resource identifier of a service: its public URL. */
export function apisOf(cards: readonly ServiceCard[], resourceOf: (card: ServiceCard) => string): Api[] {
  return cards.map((card) => {
    const { name, title, scopes } = card;
    return { name, title, resource: resourceOf(card), scopes, fromCard: true };
  });
}

/** How `applyApis` works. */
export interface ApplyOptions extends Application {
  /** Returns the changes and writes nothing. Default: no. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Brings the APIs of cards into the store and returns the changes in plain words; applying the same again changes nothing.
 * Throws `RegistryError` with every fault, and then nothing was written.
 */
export async function applyApis(
  store: RegistryStore,
  apis: readonly Api[],
  { dryRun = false, ...options }: ApplyOptions = {},
): Promise<readonly string[]> {
  return changeRegistry(store, (seen) => withCardApis(seen, apis, options), dryRun);
}

/** Changes the registry, again and again where others came first, and returns the changes. Throws what `change` throws. */
export async function changeRegistry(
  store: RegistryStore,
  change: (seen: Registry) => ChangedRegistry,
  dryRun = false,
): Promise<readonly string[]> {
  for (let round = 0; round < rounds; round++) {
    const seen = await store.read();
    const { content, changes } = change(seen);
    if (dryRun || changes.length === 0 || (await store.replace(seen, content))) return changes;
    await pause(Math.random() * 20 * (round + 1));
  }
  throw new RegistryBusyError();
}

/** A store of the authorization server, and what is applied to it. */
export interface StoreApplication extends ApplyOptions {
  /** Unset: AWS. */
  readonly endpoint?: string | undefined;
  readonly tablePrefix: string;
  readonly apis: readonly Api[];
}

/** `applyApis` for tools: makes a client for the store, applies, and closes the client. The table has to exist. */
export async function applyToStore({ endpoint, tablePrefix, apis, ...options }: StoreApplication) {
  const client = createDynamoDbClient({ endpoint, attemptTimeout: 5_000, deadline: 20_000 });
  try {
    const store = new DynamoDbRegistryStore(client, tableName(tablePrefix, authorizationTable));
    return await applyApis(store, apis, options);
  } finally {
    client.destroy();
  }
}
