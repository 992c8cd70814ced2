import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { BackgroundWork } from '@gatehouse/service';
import { type AuditEvent } from './audit';
import { type AuditEntry } from './audit-entry';
import { AuditStore } from './audit.store';
import { AuditTrail } from './audit-trail';

const event = (subject: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  event: 'role_change',
  outcome: 'success',
  subject,
  context: { address: '192.0.2.1', requestId: 'r', device: 'canary-device' },
  ...more,
});

/** A store that keeps what it is given, once it is let. */
class SlowStore extends AuditStore {
  readonly entries = new Map<string, AuditEntry>();
  fault: (() => Promise<void>) | undefined;
  under = 0;
  most = 0;
  puts = 0;

  async put(entry: AuditEntry): Promise<void> {
    this.puts++;
    this.most = Math.max(this.most, ++this.under);
    try {
      await (this.fault ?? (() => delay(1)))();
      this.entries.set(entry.id, entry);
    } finally {
      this.under--;
    }
  }

  async list() {
    return { entries: [...this.entries.values()] };
  }
}

describe('AuditTrail', () => {
  let store: SlowStore;
  let background: BackgroundWork;
  let trail: AuditTrail;
  const warn = jest.fn();
  const subjects = () => [...store.entries.values()].map(({ subject }) => subject);
  beforeEach(() => {
    warn.mockReset();
    store = new SlowStore();
    background = new BackgroundWork();
    trail = new AuditTrail(store, background, { warn, log: jest.fn(), error: jest.fn() });
  });
  afterEach(() => jest.restoreAllMocks());

  it('stores what it is given, few at once, and no device', async () => {
    for (let i = 0; i < 300; i++) trail.add(event(`${i}`));
    expect(store.entries.size).toBe(0);
    expect(await background.settled(5_000)).toBe(true);
    expect(subjects().toSorted()).toEqual(Array.from({ length: 300 }, (_, i) => `${i}`).toSorted());
    expect(store.most).toBeLessThanOrEqual(10);
    expect(JSON.stringify([...store.entries])).not.toContain('canary');
  });

  it('neither throws nor warns more than once where the store refuses everything', async () => {
    store.fault = () => Promise.reject(new Error('ValidationException'));
    for (let i = 0; i < 50; i++) trail.add(event(`${i}`));
    await background.settled(5_000);
    expect(warn).toHaveBeenCalledTimes(1);
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(() => trail.add(event('cyclic', { details: cyclic }))).not.toThrow();
  });

  it('keeps what comes while the store is out of reach, within bounds, and asks it rarely', async () => {
    store.fault = () => Promise.reject(new StoreUnavailableError(1));
    for (let i = 0; i < 3_000; i++) trail.add(event(`${i}`));
    await background.settled(5_000);
    expect(store.puts).toBeLessThanOrEqual(10);
    expect(warn).toHaveBeenCalledTimes(1);
    // Nobody waits for it meanwhile.
    trail.add(event('meanwhile'));
    expect(await background.settled(0)).toBe(true);
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + 6_000);
    store.fault = undefined;
    trail.add(event('after'));
    await background.settled(5_000);
    expect(store.entries.size).toBe(1_000);
    expect(subjects()).toContain('0');
  });

  it('writes what waits, and what it has counted, before the process ends', async () => {
    const failure = event('ada', { event: 'sign_in', outcome: 'failure' });
    for (let i = 0; i < 7; i++) trail.add(failure);
    for (let i = 0; i < 100; i++) trail.add(event(`${i}`));
    await trail.beforeApplicationShutdown();
    expect(store.entries.size).toBe(101);
    expect([...store.entries.values()].find(({ subject }) => subject === 'ada')).toMatchObject({ count: 7 });
    expect(warn).not.toHaveBeenCalled();
  });

  it('never writes an older count over a newer one', async () => {
    let first = true;
    store.fault = async () => {
      const wait = first ? 50 : 1;
      first = false;
      await delay(wait);
    };
    for (let i = 0; i < 64; i++) trail.add(event('ada', { event: 'sign_in', outcome: 'failure' }));
    await background.settled(5_000);
    expect([...store.entries.values()]).toMatchObject([{ count: 64 }]);
    expect(store.puts).toBe(2);
  });

  it('does not keep a process waiting for a store that never answers', async () => {
    store.fault = () => new Promise(() => undefined);
    trail.add(event('ada'));
    await trail.beforeApplicationShutdown();
    expect(warn).toHaveBeenCalledWith(expect.objectContaining({ lost: 1 }), expect.any(String));
  }, 10_000);
});
