import { versionsOf } from './entity-tag';

describe('If-Match', () => {
  it.each<[string | undefined, readonly number[] | undefined]>([
    [undefined, undefined],
    ['*', undefined],
    [' * ', undefined],
    ['"3"', [3]],
    ['"3", "12" ,"3"', [3, 12]],
    ['"other", "2"', [2]],
    // RFC 9110 §8.8.3.2: a weak tag never matches strongly.
    ['W/"3"', [0]],
    ['3', [0]],
    ['"0"', [0]],
    ['"03"', [0]],
    ['"1e3"', [0]],
    ['', [0]],
    ['"3" "4"', [0]],
  ])('%j accepts the versions %j', (header, versions) => {
    expect(versionsOf(header)).toEqual(versions);
  });

  it('names no more versions than a condition takes', () => {
    const header = Array.from({ length: 500 }, (_, version) => `"${version + 1}"`).join();
    expect(versionsOf(header)).toHaveLength(100);
  });
});
