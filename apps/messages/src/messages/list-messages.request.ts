import { pageLimit } from '@gatehouse/service';
import { z } from 'zod';

/** The query of a list. */
export const listMessagesRequest = z.strictObject({
  limit: pageLimit().describe('At most this many; fewer where messages are long.'),
  cursor: z.string().min(1).max(200).optional().describe('`next` of the page before.'),
});
export type ListMessagesRequest = z.infer<typeof listMessagesRequest>;
