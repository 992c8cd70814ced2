import type { TableDefinition } from './table';

/** One item a user, one a username that points at it, and one that names the administrators. `by-username` holds the username items. */
export const usersTable = {
  name: 'users',
  partitionKey: { name: 'pk', type: 'S' },
  indexes: [
    {
      name: 'by-username',
      partitionKey: { name: 'directory', type: 'S' },
      sortKey: { name: 'canonicalUsername', type: 'S' },
    },
  ],
} as const satisfies TableDefinition;

/** How often an account, an address or a device failed of late, and the devices that accounts are known on. */
export const throttlingTable = {
  name: 'throttling',
  partitionKey: { name: 'pk', type: 'S' },
  timeToLive: 'expiresAt',
} as const satisfies TableDefinition;

/** Messages and what keeps their writes single. `pk` is a shard of the feed or an idempotency record, `sk` an id in time order. */
export const messagesTable = {
  name: 'messages',
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  indexes: [
    {
      name: 'by-author',
      partitionKey: { name: 'author', type: 'S' },
      sortKey: { name: 'sk', type: 'S' },
    },
  ],
  timeToLive: 'expiresAt',
} as const satisfies TableDefinition;

/**
 * What the authorization server keeps: sessions, grants, codes, refresh tokens, clients, interactions. `pk` is the model
 * and a digest of the identifier; lookups that decide about access never go through an index, which lags.
 */
export const oidcTable = {
  name: 'oidc',
  partitionKey: { name: 'pk', type: 'S' },
  indexes: [
    {
      name: 'by-grant',
      partitionKey: { name: 'grantId', type: 'S' },
      sortKey: { name: 'pk', type: 'S' },
      keysOnly: true,
    },
    {
      name: 'by-owner',
      partitionKey: { name: 'owner', type: 'S' },
      sortKey: { name: 'pk', type: 'S' },
      keysOnly: true,
    },
  ],
  timeToLive: 'expiresAt',
} as const satisfies TableDefinition;

/** Every table of the system. */
export const tables: readonly TableDefinition[] = [usersTable, throttlingTable, messagesTable, oidcTable];
