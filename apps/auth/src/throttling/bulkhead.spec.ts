import { NoTurnError, Bulkhead } from './bulkhead';

describe('Bulkhead', () => {
  it('runs so many at once and the others in their order', async () => {
    const turns = new Bulkhead(2, 10);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const work = (i: number) => async () => {
      started.push(i);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      if (i % 3 === 0) throw new Error(`${i}`);
      return i;
    };
    const results = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => turns.take(work(i))));
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(most).toBe(2);
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 9 }, (_, i) => i % 3 !== 0),
    );
  });

  it('refuses who finds no place to wait, and takes him later', async () => {
    const turns = new Bulkhead(1, 1);
    let finish = (): void => undefined;
    const first = turns.take(() => new Promise<void>((resolve) => (finish = resolve)));
    const second = turns.take(async () => 'second');
    await expect(turns.take(async () => 'third')).rejects.toBeInstanceOf(NoTurnError);
    finish();
    await first;
    expect(await second).toBe('second');
    expect(await turns.take(async () => 'third')).toBe('third');
  });
});
