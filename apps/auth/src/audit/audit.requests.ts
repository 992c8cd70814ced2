import { pageLimit } from '@gatehouse/service';
import { z } from 'zod';
import { operator } from '../preconditions/change';
import { userId } from '../users/user.requests';
import { isEntryId } from './audit-entry';

const longestCursor = 100;

export const listAuditQuery = z.strictObject({
  limit: pageLimit(),
  cursor: z
    .string()
    .max(longestCursor, 'is not a cursor')
    .refine((cursor) => cursorOf(decoded(cursor)) === cursor && isEntryId(decoded(cursor)), {
      error: 'is not a cursor',
    })
    .transform(decoded)
    .optional(),
  user: z
    .union([userId, z.literal(operator)], `must be the id of a user, or ${operator}`)
    .optional()
    .meta({ description: 'What the user did, and what was done to the account.' }),
});
export type ListAuditQuery = z.infer<typeof listAuditQuery>;

function decoded(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString();
}

export function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}
