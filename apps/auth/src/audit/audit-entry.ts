import { randomBytes } from 'node:crypto';
import { type AuditEvent } from './audit';

/** An event as it is stored: what the log line says, and how often it happened. */
export interface AuditEntry {
  /** Sorts by time. */
  readonly id: string;
  readonly time: string;
  readonly event: AuditEvent['event'];
  readonly outcome: AuditEvent['outcome'];
  readonly reason?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly userAgent?: string | undefined;
  /** At least so many of one kind, from `time` to `lastTime`. */
  readonly count: number;
  readonly lastTime: string;
}

// What a page of 100 holds stays far under the 1 MB that a load balancer takes of a function.
const longestText = 256;
const longestDetails = 4096;

const idPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z-[0-9a-z]{4}[0-9a-f]{8}$/;

let sequence = 0;

function newId(time: string): string {
  sequence = (sequence + 1) % 36 ** 4;
  // Events of one process within a millisecond keep their order.
  return `${time}-${sequence.toString(36).padStart(4, '0')}${randomBytes(4).toString('hex')}`;
}

/** Says whether a text is the id of an entry. */
export function isEntryId(text: string): boolean {
  return idPattern.test(text);
}

/** The first id of a time, in milliseconds. */
export function firstIdAt(time: number): string {
  return new Date(time).toISOString();
}

function text(value: string | undefined): string | undefined {
  // The store takes no empty key.
  return value ? value.slice(0, longestText) : undefined;
}

function details(value: AuditEvent['details']): AuditEntry['details'] {
  if (value === undefined) return undefined;
  const json = JSON.stringify(value);
  const bytes = Buffer.byteLength(json);
  if (bytes > longestDetails) return { omitted: `${bytes} bytes; the log has them` };
  return JSON.parse(json) as AuditEntry['details'];
}

/** Makes an entry of an event that happens now. */
export function entryOf(event: AuditEvent, now: number): AuditEntry {
  const time = new Date(now).toISOString();
  // The device is a credential of a kind: of the context only these are stored.
  const { address, requestId, clientId, userAgent } = event.context;
  return {
    id: newId(time),
    time,
    event: event.event,
    outcome: event.outcome,
    reason: text(event.reason),
    actor: text(event.actor),
    subject: text(event.subject),
    details: details(event.details),
    address: text(address),
    requestId: text(requestId),
    clientId: text(clientId),
    userAgent: text(userAgent),
    count: 1,
    lastTime: time,
  };
}
