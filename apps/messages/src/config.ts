import { dynamoDbEnvironment, resourceServerEnvironment, serviceEnvironment, wholeNumber } from '@gatehouse/service';
import { z } from 'zod';
import { mostShards } from './messages/message-id';

const shards = wholeNumber(1, mostShards);

/** Every variable that the messages service reads. */
export const environment = z
  .object({
    ...serviceEnvironment,
    ...dynamoDbEnvironment,
    ...resourceServerEnvironment,
    /** Signs the cursors of pages. No default: who knows it can make cursors. */
    CURSOR_KEY: z.string().min(32, { error: 'must have at least 32 characters' }),
    /** Over how many partitions new messages are spread. */
    FEED_SHARDS: shards.default(16),
    /** Over how many partitions messages may lie; raise it before FEED_SHARDS, and never lower it. */
    FEED_SHARDS_READ: shards.optional(),
    /** The claim that names a principal's tenant. Unset: one feed, open to everyone. */
    TENANT_CLAIM: z.string().min(1).optional(),
    /** `on` where connections may live long (containers); the routes of the live stream do not exist otherwise. */
    LIVE_STREAM: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  })
  .refine((settings) => (settings.FEED_SHARDS_READ ?? settings.FEED_SHARDS) >= settings.FEED_SHARDS, {
    path: ['FEED_SHARDS_READ'],
    error: 'must not be smaller than FEED_SHARDS',
  });

/** The parsed environment, for `ConfigService<MessagesConfig, true>`. */
export type MessagesConfig = z.infer<typeof environment>;
