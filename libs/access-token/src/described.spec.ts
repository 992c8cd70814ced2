import { described, describedCause } from './described';

const HEADER = 'eyJhbGciOiJSUzI1NiJ9';

describe('what logs show of a value', () => {
  it.each<[unknown, string]>([
    [undefined, 'missing'],
    [null, 'null'],
    ['a"b', '"a\\"b"'],
    [['a', 7, { b: true }], '["a",7,{"b":true}]'],
    ['line\nbreak\r\u0000', '"line\\nbreak\\r\\u0000"'],
    ['\u202eturned\u2028\u0085\ufeff', '"\\u{202e}turned\\u{2028}\\u{85}\\u{feff}"'],
    ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl', '"(a token)"'],
    [`Bearer=${HEADER}.eyJzdWIiOiJhIn0.`, '"Bearer=(a token)"'],
    [`x${HEADER}..aXY.Y2lwaGVydGV4dA.dGFn`, '"(a token)"'],
    [{ [`a/${HEADER}.eyJzdWIiOiJhIn0.c2ln`]: 1 }, '{"a/(a token)":1}'],
    ['https://identity-server.internal-company.example', '"https://identity-server.internal-company.example"'],
    ['Ada Łovelace', '"Ada Łovelace"'],
  ])('%j is %s', (value, text) => {
    expect(described(value)).toBe(text);
  });

  it('has at most 100 characters', () => {
    expect(described('x'.repeat(5000))).toHaveLength(100);
    expect(described(Array(5000).fill('y'))).toHaveLength(100);
    expect(described('\u200b'.repeat(99))).toHaveLength(100);
    expect(described('😀'.repeat(99)).isWellFormed()).toBe(true);
    expect(describedCause(new Error('\u200b'.repeat(999)))).toHaveLength(1000);
  });

  it('hides a token in the message of an error', () => {
    const error = new Error(`no: ${HEADER}.eyJzdWIiOiJhIn0.c2lnbmF0dXJl`, { cause: new Error(`${HEADER}.e30.`) });
    expect(describedCause(error)).toBe('no: (a token): (a token)');
  });

  it('takes a time that grows with the length alone', () => {
    // A pattern that begins anew at each character would need minutes.
    const before = process.cpuUsage();
    const text = 'a'.repeat(500_000);
    for (const long of [text, `${text}.${text}`, `${text}.`.repeat(3), '.a'.repeat(500_000)]) {
      expect(described(long)).toHaveLength(100);
    }
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
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
