import { z } from 'zod';
import { type AuditEntry } from './audit-entry';
import { cursorOf } from './audit.requests';
import { type AuditPage } from './audit.store';

const text = z.string().nullable();

export const auditEntryResponse = z.object({
  id: z.string(),
  time: z.iso.datetime(),
  event: z.string().meta({ description: 'What happened, such as sign_in.' }),
  outcome: z.enum(['success', 'failure']),
  reason: text.meta({ description: 'Why it failed: a code.' }),
  actor: text.meta({ description: 'Id of who did it, operator for the command line, system for a limit.' }),
  subject: text.meta({
    description: 'Id of the user, client or key, or name of the API or role, that it was done to.',
  }),
  clientId: text,
  address: text,
  userAgent: text,
  requestId: text,
  details: z.record(z.string(), z.unknown()).nullable(),
  count: z.int().meta({ description: 'It happened at least so often from time to lastTime, within a minute.' }),
  lastTime: z.iso.datetime(),
});
export type AuditEntryResponse = z.infer<typeof auditEntryResponse>;

export const auditResponse = z.object({
  items: z.array(auditEntryResponse),
  next: z.string().nullable().describe('`cursor` of the next page; null on the last one.'),
  usernames: z.record(z.string(), z.string()).meta({ description: 'By id: the users that the items name.' }),
});
export type AuditResponse = z.infer<typeof auditResponse>;

function toEntry(entry: AuditEntry): AuditEntryResponse {
  const { id, time, event, outcome, count, lastTime } = entry;
  return {
    id,
    time,
    event,
    outcome,
    reason: entry.reason ?? null,
    actor: entry.actor ?? null,
    subject: entry.subject ?? null,
    clientId: entry.clientId ?? null,
    address: entry.address ?? null,
    userAgent: entry.userAgent ?? null,
    requestId: entry.requestId ?? null,
    details: entry.details ? { ...entry.details } : null,
    count,
    lastTime,
  };
}

export function toAudit({ entries, next }: AuditPage, usernames: Readonly<Record<string, string>>): AuditResponse {
  return { items: entries.map(toEntry), next: next === undefined ? null : cursorOf(next), usernames };
}
