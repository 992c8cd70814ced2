import { isMessageId, MessageIds, mostShards, shardOf, timeOf } from './message-id';

describe('message ids', () => {
  it('rise within a process, even when the clock goes back', () => {
    const ids = new MessageIds(16);
    const made = [5000, 5000, 4000, 4999, 5001, 5001].map((now) => ids.next(now));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(6);
  });

  it('hold their time', () => {
    expect(timeOf(new MessageIds(4).next(1_795_308_500_536))).toBe(1_795_308_500_536);
  });

  it.each([1, 2, 16, 33, mostShards])('are spread evenly over %i shards, which each names itself', (shards) => {
    const ids = new MessageIds(shards);
    const counts = new Map<number, number>();
    for (let i = 0; i < shards * 3; i++) {
      const shard = shardOf(ids.next());
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    expect([...counts].sort(([a], [b]) => a - b)).toEqual(Array.from({ length: shards }, (_, shard) => [shard, 3]));
  });

  it.each([
    '',
    'mine',
    '01JZZZZZZZZZZZZZZZZZZZZZZZ',
    '01jzzzzzzzzzzzzzzzzzzzzzzz00',
    '81JZZZZZZZZZZZZZZZZZZZZZZZ00',
    '01JZZZZZZZZZZZZZZZZZZZZZZZ00\n',
    '01JZZZZZZZZZZZZZZZZZZZZZZZ0U',
    '01JZZZZZZZZZZZZZZZZZZZZZZZ80',
  ])('are told from other text: %j', (text) => {
    expect(isMessageId(text)).toBe(false);
    expect(isMessageId(new MessageIds(256).next())).toBe(true);
  });
});
