import { networkOf } from '@gatehouse/service';
import { type AuditEntry } from './audit-entry';

// Milliseconds for which events of one kind are one entry.
const window = 60_000;
// Kinds at once, for people that are known and for networks each: an attacker has many addresses.
const mostKinds = 1_000;

interface Repeat {
  entry: AuditEntry;
  readonly since: number;
  /** The count that is stored. */
  stored: number;
}

/** What somebody may cause as often as they like. */
function canRepeat({ outcome, event, actor, subject }: AuditEntry): boolean {
  return outcome === 'failure' || event === 'refresh' || (actor === undefined && subject === undefined);
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}

/**
 * Makes one entry of the events of one kind in a minute, so that a flood costs little: the entry is written again when its count has
 * doubled, and once more after the minute.
 */
export class Repeats {
  private readonly ofPeople = new Map<string, Repeat>();
  private readonly ofNetworks = new Map<string, Repeat>();

  /** Counts an event. Returns the entries that are to be written now. */
  add(entry: AuditEntry, now: number): AuditEntry[] {
    const ended = this.end(now - window);
    if (!canRepeat(entry)) return [...ended, entry];
    const isOfPerson = entry.subject !== undefined || entry.actor !== undefined;
    const repeats = isOfPerson ? this.ofPeople : this.ofNetworks;
    const { event, outcome, reason, subject, actor, clientId, address = '' } = entry;
    const kind = [event, outcome, reason, clientId];
    const key = JSON.stringify([...kind, ...(isOfPerson ? [subject, actor] : [networkOf(address)])]);
    if (repeats.has(key) || repeats.size < mostKinds) return [...ended, ...count(repeats, key, entry, now)];
    // Too many to tell them apart.
    const {
      subject: _s,
      actor: _a,
      address: _d,
      requestId: _r,
      userAgent: _u,
      details: _t,
      clientId: _c,
      ...rest
    } = entry;
    return [...ended, ...count(repeats, JSON.stringify([event, outcome, reason]), rest, now)];
  }

  /** Forgets the kinds that began before `time`, and returns what is not stored of them. */
  end(time = Infinity): AuditEntry[] {
    const rest: AuditEntry[] = [];
    for (const repeats of [this.ofPeople, this.ofNetworks]) {
      for (const [key, { entry, since, stored }] of repeats) {
        // In the order in which they began.
        if (since > time) break;
        repeats.delete(key);
        if (entry.count > stored) rest.push(entry);
      }
    }
    return rest;
  }
}

function count(repeats: Map<string, Repeat>, key: string, entry: AuditEntry, now: number): AuditEntry[] {
  const repeat = repeats.get(key);
  if (!repeat) {
    repeats.set(key, { entry, since: now, stored: 1 });
    return [entry];
  }
  repeat.entry = { ...repeat.entry, count: repeat.entry.count + 1, lastTime: entry.time };
  if (!isPowerOfTwo(repeat.entry.count)) return [];
  repeat.stored = repeat.entry.count;
  return [repeat.entry];
}
