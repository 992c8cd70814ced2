import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Author, type Message, type Tombstone } from './message';
import { type IdempotencyKey, type Target } from './message.store';
import { shardOf, timeOf } from './message-id';

/** How long an idempotency key and a tombstone are good for, in milliseconds. */
export const keptFor = 24 * 60 * 60 * 1000;

/** A message as an item. Attributes that only writes look at: `author` (the key of `by-author`), `write` and `previousWrite`. */
const messageItem = z.object({
  sk: z.string(),
  text: z.string(),
  issuer: z.string(),
  subject: z.string(),
  username: z.string().nullable(),
  version: z.number(),
  editedAt: z.number().optional(),
});
const tombstoneItem = z.object({ sk: z.string(), deletedAt: z.number() });

/** Written before the message it names. */
export const claimItem = z.object({ messageId: z.string(), request: z.string(), claimedAt: z.number() });

function digest(...parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** The partition of one shard of a tenant's feed. */
export function feedPartition(tenant: string | null, shard: number): string {
  return tenant === null ? `feed/${shard}` : `tenant/${encodeURIComponent(tenant)}/feed/${shard}`;
}

export function keyOf({ tenant, id }: Target): { pk: string; sk: string } {
  return { pk: feedPartition(tenant, shardOf(id)), sk: id };
}

/** A digest, since a partition key has 2,048 bytes and a subject any number. */
export function authorKey(tenant: string | null, { issuer, subject }: Author): string {
  return digest(tenant, issuer, subject);
}

/** Each author has idempotency keys of their own. */
export function claimKey(tenant: string | null, { issuer, subject }: Author, { key }: IdempotencyKey) {
  return { pk: `idempotency/${digest(tenant, issuer, subject, key)}`, sk: 'claim' };
}

export function toItem(message: Message, write: string): Record<string, unknown> {
  const { tenant, author, text, version } = message;
  return { ...keyOf(message), author: authorKey(tenant, author), ...author, text, version, write };
}

export function isTombstone(item: Record<string, unknown>): boolean {
  return 'deletedAt' in item;
}

export function fromItem(tenant: string | null, item: Record<string, unknown>): Message | Tombstone {
  const tombstone = tombstoneItem.safeParse(item);
  if (tombstone.success) return { id: tombstone.data.sk, deletedAt: new Date(tombstone.data.deletedAt) };
  const { sk: id, text, issuer, subject, username, version, editedAt } = messageItem.parse(item);
  return {
    id,
    tenant,
    author: { issuer, subject, username },
    text,
    version,
    createdAt: new Date(timeOf(id)),
    editedAt: editedAt === undefined ? null : new Date(editedAt),
  };
}

/** Whether the item took this write: the last one, or the one before it. */
export function tookWrite(item: Record<string, unknown> | undefined, write: string): boolean {
  return item?.['write'] === write || item?.['previousWrite'] === write;
}

/** In the unit of a table's `timeToLive`. DynamoDB may sweep days later, so expiry is checked in code. */
export function secondsOf(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}
