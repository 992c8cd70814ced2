import { countReads } from '../testing/counted-reads';
import { type RunningService, startMessages } from '../testing/running-service';

// 4,000 of the longest emoji: 140 kB, which is the most that anybody can post.
const longest = '🧑🏻‍❤️‍💋‍🧑🏼'.repeat(4000);
// Three of each of 16 shards, and what a page gives before it ends.
const mostRead = 48 * 140_000 + 500_000;

describe('a feed that somebody fills with the longest messages', () => {
  let service: RunningService;
  let token: string;
  beforeAll(async () => {
    service = await startMessages();
    token = service.token();
    await post(120, longest);
  }, 60_000);
  afterAll(() => service.stop());

  const post = async (count: number, text: string): Promise<string[]> => {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const answer = await service.call('POST /messages', { token, body: { text } });
      expect(answer.status).toBe(201);
      ids.push(answer.body.id);
    }
    return ids;
  };

  const read = async (limit: number) => {
    const reads = countReads(service);
    const { status, body } = await service.call(`GET /messages?limit=${limit}`);
    return { status, items: body.items as { id: string; text: string }[], next: body.next as string | null, reads };
  };

  it.each([1, 20, 89, 100])(
    'is read in pages of %i, and hardly ahead of them',
    async (limit) => {
      const { status, items, next, reads } = await read(limit);
      expect(status).toBe(200);
      expect(items.map(({ text }) => text)).toEqual(Array.from({ length: Math.min(limit, 4) }, () => longest));
      expect(next).not.toBeNull();
      expect(reads.bytes).toBeLessThanOrEqual(mostRead);
    },
    30_000,
  );

  it('is read no further ahead where short messages or deleted ones stand before them', async () => {
    const ids = await post(320, 'short');
    for (const id of ids.slice(48)) await service.call(`DELETE /messages/${id}`, { token });
    const { status, items, next, reads } = await read(100);
    expect(status).toBe(200);
    expect(items.slice(0, 48).map(({ id }) => id)).toEqual(ids.slice(0, 48).reverse());
    expect(next).not.toBeNull();
    expect(reads.bytes).toBeLessThanOrEqual(mostRead);
  }, 30_000);
});

it.each([20, 100])(
  'a page of %i short messages costs the same whatever lies behind it',
  async (limit) => {
    const service = await startMessages();
    const token = service.token();
    const units: number[] = [];
    for (let page = 0; page < 2; page++) {
      for (let i = 0; i < limit + 60; i++) await service.call('POST /messages', { token, body: { text: 'short' } });
      const reads = countReads(service);
      expect((await service.call(`GET /messages?limit=${limit}`)).body.items).toHaveLength(limit);
      units.push(reads.units);
    }
    expect(units).toEqual(limit === 20 ? [16, 16] : [48, 48]);
    await service.stop();
  },
  60_000,
);
