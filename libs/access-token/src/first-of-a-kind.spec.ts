import { FirstOfAKind } from './first-of-a-kind';

describe('FirstOfAKind', () => {
  it('takes one event of a kind in a minute and counts the others', () => {
    let now = 1_000_000;
    const first = new FirstOfAKind(() => now);
    expect([first.take('a'), first.take('a'), first.take('b'), first.take('a')]).toEqual([0, undefined, 0, undefined]);
    now += 59_999;
    expect(first.take('a')).toBeUndefined();
    now += 1;
    expect([first.take('a'), first.take('b'), first.take('a')]).toEqual([3, 0, undefined]);
  });

  it('is not silenced by a clock that was set back', () => {
    let now = 1_000_000;
    const first = new FirstOfAKind(() => now);
    first.take('a');
    now -= 500_000;
    expect(first.take('a')).toBe(0);
  });

  it('remembers a bounded number of kinds', () => {
    const first = new FirstOfAKind(() => 0);
    for (let i = 0; i < 100; i++) first.take(`kind ${i}`);
    expect(first.take('kind 99')).toBeUndefined();
    first.take('one more');
    expect(first.take('kind 99')).toBe(0);
  });
});
