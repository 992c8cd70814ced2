import { ratioOf, spreadOf } from './statistics';

describe('spreadOf', () => {
  it('is the median and the quartiles, whatever the order', () => {
    expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ median: 3, lower: 2, upper: 4 });
  });

  it('interpolates between neighbours', () => {
    expect(spreadOf([10, 20])).toEqual({ median: 15, lower: 12.5, upper: 17.5 });
  });

  it('is not moved by one outlier', () => {
    expect(spreadOf([100, 101, 102, 103, 1])).toMatchObject({ median: 101 });
  });

  it('refuses to say anything of nothing', () => {
    expect(() => spreadOf([])).toThrow('nothing was measured');
  });
});

describe('ratioOf', () => {
  it('compares round by round, so that a slow machine cancels out', () => {
    expect(ratioOf([200, 100, 20], [100, 50, 10])).toEqual({ median: 2, lower: 2, upper: 2 });
  });

  it('refuses rounds that have no counterpart', () => {
    expect(() => ratioOf([1, 2], [1])).toThrow('same rounds');
  });
});
