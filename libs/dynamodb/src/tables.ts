import type { TableDefinition } from './table';

/** One item a user, and one a username that points at it. */
export const usersTable = {
  name: 'users',
  partitionKey: { name: 'pk', type: 'S' },
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

/** Every table of the system. */
export const tables: readonly TableDefinition[] = [usersTable, messagesTable];
