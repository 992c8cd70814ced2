import { described, describedCause } from './described';

describe('what logs show of a value', () => {
  it.each<[unknown, string]>([
    [undefined, 'missing'],
    [null, 'null'],
    ['a"b', '"a\\"b"'],
    [['a', 7, { b: true }], '["a",7,{"b":true}]'],
    ['line\nbreak\r\u0000', '"line\\nbreak\\r\\u0000"'],
    ['\u202eturned\u2028\u0085\ufeff', '"\\u{202e}turned\\u{2028}\\u{85}\\u{feff}"'],
    ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl', '"(a token)"'],
    ['Ada Łovelace', '"Ada Łovelace"'],
  ])('%j is %s', (value, text) => {
    expect(described(value)).toBe(text);
  });

  it('has at most 100 characters', () => {
    expect(described('x'.repeat(5000))).toHaveLength(100);
    expect(described(Array(5000).fill('y'))).toHaveLength(100);
  });

  it('is the messages of an error and of its causes', () => {
    const refused = Object.assign(new AggregateError([new Error('connect ECONNREFUSED ::1:1')]), {
      code: 'ECONNREFUSED',
    });
    const error = new Error('GET http://a.example', { cause: refused });
    expect(describedCause(error)).toBe('GET http://a.example: connect ECONNREFUSED ::1:1');
    expect(describedCause(Object.assign(new Error(''), { code: 'ETIMEDOUT' }))).toBe('ETIMEDOUT');
    expect(describedCause(new Error('two\nlines'))).toBe('two\\u{a}lines');
  });
});
