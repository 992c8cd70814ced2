import { bearerToken, bearerTokenOfRequest, InvalidRequestError } from '../index';

describe('bearerToken', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc', 'abc'],
    ['Bearer a.b.c', 'a.b.c'],
    ['Bearer abc def', 'abc def'],
    ['Bearer a,b', 'a,b'],
    [
      'Bearer {"payload":"x","signatures":[{"protected":"y"},{"signature":"z"}]}',
      '{"payload":"x","signatures":[{"protected":"y"},{"signature":"z"}]}',
    ],
  ])('finds the token of %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([
    [undefined],
    [''],
    ['Bearer'],
    ['Bearer '],
    ['Bearer    '],
    ['Bearerabc'],
    ['Bearer\tabc'],
    ['Basic YTpi'],
    ['abc'],
    [' Bearer abc'],
    ['Bear er abc'],
    ['Digest username="a", realm="b"'],
    [[]],
    [['Basic YTpi']],
  ])('finds none in %j', (header) => {
    expect(bearerToken(header)).toBeUndefined();
  });

  it.each([
    ['Bearer a.b.c, Bearer d.e.f'],
    ['Bearer a.b.c,Bearer d.e.f'],
    ['Bearer a.b.c,d.e.f'],
    ['Basic YTpi, Bearer a.b.c'],
    ['Bearer a.b.c, basic YTpi, bearer x'],
    ['Bearer a, DPoP b'],
    ['DPoP a.b.c, Bearer d.e.f'],
    [['Bearer a', 'Bearer b']],
    [['Bearer a', 'Bearer a']],
  ])('refuses %j', (header) => {
    expect(() => bearerToken(header)).toThrow(InvalidRequestError);
  });

  it('sees the second header that Node drops', () => {
    const headers = { authorization: 'Bearer a' };
    expect(bearerTokenOfRequest({ headers, rawHeaders: ['Host', 'x', 'Authorization', 'Bearer a'] })).toBe('a');
    expect(bearerTokenOfRequest({ headers })).toBe('a');
    expect(bearerTokenOfRequest({ headers, rawHeaders: [] })).toBe('a');
    expect(
      bearerTokenOfRequest({ headers, rawHeaders: ['X-Note', 'Authorization', 'Authorization', 'Bearer a'] }),
    ).toBe('a');
    const rawHeaders = ['AUTHORIZATION', 'Bearer a', 'authorization', 'Bearer a'];
    expect(() => bearerTokenOfRequest({ headers, rawHeaders })).toThrow(InvalidRequestError);
  });

  it.each([
    ['spaces', ' '],
    ['commas', ','],
    ['commas and dots', '.,.'],
    ['schemes', 'Bearer '],
    ['letters', 'a'],
    ['tabs', '\t'],
  ])('is linear in a header of %s', (_name, unit) => {
    // A quadratic reading of a million characters takes minutes, a linear one milliseconds.
    const header = `Bearer ${unit.repeat(1_000_000 / unit.length)}`;
    const start = performance.now();
    try {
      bearerToken(header);
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidRequestError);
    }
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
