import fc from 'fast-check';
import { parseStrictJsonObject } from './strict-json';

describe('parseStrictJsonObject', () => {
  it('reads what JSON.stringify writes, whatever it is', () => {
    const member = fc.string({ unit: 'grapheme' }).filter((name) => name !== '__proto__');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(member, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(
        fc.dictionary(member, value, { noNullPrototype: true }),
        fc.constantFrom(undefined, 1),
        (object, indent) => {
          expect(parseStrictJsonObject(JSON.stringify(object, null, indent))).toEqual(object);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses a doubled name wherever it stands and however it is written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.json(),
        fc.json(),
        fc.boolean(),
        fc.nat(3),
        (name, first, second, escaped, depth) => {
          const again = escaped
            ? `"${[...Array(name.length).keys()].map((i) => `\\u${name.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`
            : JSON.stringify(name);
          const object = `{${JSON.stringify(name)}:${first},"between":0,${again}:${second}}`;
          const text = `{"x":${'['.repeat(depth)}${object}${']'.repeat(depth)}}`;
          expect(() => parseStrictJsonObject(text)).toThrow(SyntaxError);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    '',
    ' ',
    'null',
    '[]',
    '"x"',
    '1',
    '{',
    '{}x',
    '{"a":1,}',
    '\ufeff{}',
    '{"__proto__":1}',
    '{"a":"\\ud800"}',
    '{"\\udc00":1}',
    `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
  ])('refuses %j', (text) => {
    expect(() => parseStrictJsonObject(text)).toThrow(SyntaxError);
  });

  it('freezes all of it', () => {
    const value = parseStrictJsonObject('{"a":[{"b":{}}]}') as { a: { b: object }[] };
    expect([value, value.a, value.a[0], value.a[0]?.b].every(Object.isFrozen)).toBe(true);
  });
});
