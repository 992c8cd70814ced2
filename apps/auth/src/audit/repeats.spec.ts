import { type AuditEvent } from './audit';
import { entryOf, isEntryId } from './audit-entry';
import { Repeats } from './repeats';

const start = Date.parse('2026-11-27T10:00:00.000Z');
const minute = 60_000;
const failure = (subject?: string, address = '192.0.2.1'): AuditEvent => ({
  event: 'sign_in',
  outcome: 'failure',
  reason: 'invalid_credentials',
  subject,
  context: { address, requestId: 'r' },
});

describe('Repeats', () => {
  it('make one entry of the failures of a subject in a minute, written as its count doubles', () => {
    const repeats = new Repeats();
    const written = Array.from({ length: 1000 }, (_, i) => repeats.add(entryOf(failure('ada'), start + i), start + i));
    const entries = written.flat();
    expect(entries.map(({ count }) => count)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1);
    // After the minute the rest is written, and a new entry begins.
    const later = start + minute + 1;
    const [last, next] = repeats.add(entryOf(failure('ada'), later), later);
    expect(last).toMatchObject({ id: entries[0]?.id, count: 1000, lastTime: '2026-11-27T10:00:00.999Z' });
    expect(next).toMatchObject({ count: 1 });
    expect(next?.id).not.toBe(last?.id);
  });

  it('tell subjects apart, and networks where there is no subject', () => {
    const repeats = new Repeats();
    const events = [
      failure('ada'),
      failure('grace'),
      failure(),
      failure(undefined, '192.0.2.2'),
      failure(undefined, '2001:db8::1'),
      failure(undefined, '2001:db8::2'),
      failure('ada', '198.51.100.1'),
    ];
    const written = events.flatMap((event) => repeats.add(entryOf(event, start), start));
    expect(written.map(({ count }) => count)).toEqual([1, 1, 1, 1, 1, 2, 2]);
  });

  it('keep successes apart, except refreshes and what nobody known did', () => {
    const repeats = new Repeats();
    const context = { address: '', requestId: '' };
    const add = (event: AuditEvent) => repeats.add(entryOf(event, start), start).length;
    const twice = (event: AuditEvent) => [add(event), add(event), add(event)];
    expect(twice({ event: 'role_change', outcome: 'success', actor: 'root', context })).toEqual([1, 1, 1]);
    expect(twice({ event: 'refresh', outcome: 'success', actor: 'ada', context })).toEqual([1, 1, 0]);
    expect(twice({ event: 'logout', outcome: 'success', context })).toEqual([1, 1, 0]);
  });

  it('are bounded: an attacker with many addresses gets a thousand entries, and hides no person', () => {
    const repeats = new Repeats();
    const flood = Array.from({ length: 5_000 }, (_, i) => failure(undefined, `10.${i >> 8}.${i & 255}.1`));
    const entries = flood.flatMap((event) => repeats.add(entryOf(event, start), start));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1_001);
    expect(entries.length).toBeLessThan(1_020);
    expect(entries.at(-1)).toMatchObject({ event: 'sign_in', count: 2_048 });
    expect(entries.at(-1)).not.toHaveProperty('address');
    expect(repeats.add(entryOf(failure('ada'), start), start)).toMatchObject([{ subject: 'ada', count: 1 }]);
    expect(repeats.end()).toMatchObject([{ count: 4_000 }]);
    expect(repeats.end()).toEqual([]);
  });
});

describe('an entry', () => {
  it('has an id that sorts by time, also within a millisecond', () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => entryOf(failure(), start + Math.floor(i / 100)).id);
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.every(isEntryId)).toBe(true);
  });

  it('is bounded, whatever an event holds, and takes no empty text', () => {
    const long = 'ä'.repeat(10_000);
    const event = { ...failure(long), actor: '', details: { long } };
    const entry = entryOf(
      { ...event, context: { address: '', requestId: long, userAgent: long, clientId: long } },
      start,
    );
    expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThan(4_000);
    expect(entry).toMatchObject({ actor: undefined, address: undefined, details: { omitted: expect.any(String) } });
  });
});
