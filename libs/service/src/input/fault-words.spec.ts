import { z } from 'zod';
import { faultOf, useFaultWords } from './fault-words';

const cases: readonly [kind: string, schema: z.ZodType, input: unknown, message: string][] = [
  ['a missing field', z.string(), undefined, 'is required'],
  ['a missing choice', z.enum(['a', 'b']), undefined, 'is required'],
  ['a missing alternative', z.union([z.string(), z.number()]), undefined, 'is required'],
  ['no string', z.string(), 1, 'must be a string'],
  ['no number', z.number(), 'x', 'must be a number'],
  ['NaN', z.number(), NaN, 'must be a number'],
  ['a fraction', z.number().int(), 1.5, 'must be a whole number'],
  ['an unsafe number', z.int(), 2 ** 60, 'must be at most 9007199254740991'],
  ['no boolean', z.boolean(), 'true', 'must be true or false'],
  ['no array', z.array(z.string()), {}, 'must be an array'],
  ['no object', z.object({}), [], 'must be an object'],
  ['no record', z.record(z.string(), z.string()), 1, 'must be an object'],
  ['not null', z.null(), 1, 'must be null'],
  ['no date', z.date(), 'x', 'must be a date'],
  ['something that must not be there', z.never(), 1, 'must be of another type'],
  ['another value', z.literal('a'), 'b', 'must be a'],
  ['none of the values', z.enum(['a', 'b']), 'c', 'must be one of a, b'],
  ['no e-mail address', z.email(), 'x', 'must be an e-mail address'],
  ['no URL', z.url(), 'x', 'must be a URL'],
  ['no UUID', z.uuid(), 'x', 'must be a UUID'],
  ['no date and time', z.iso.datetime(), 'x', expect.stringMatching(/^must be a date and time of ISO 8601/) as never],
  ['a text of another form', z.string().regex(/^a$/), 'b', 'does not have the right form'],
  ['an empty text', z.string().min(1), '', 'must not be empty'],
  ['a short text', z.string().min(2), 'a', 'must have at least 2 characters'],
  ['a long text', z.string().max(1), 'ab', 'must have at most 1 character'],
  ['a text of another length', z.string().length(2), 'a', 'must have exactly 2 characters'],
  ['an empty array', z.array(z.string()).min(1), [], 'must not be empty'],
  ['a long array', z.array(z.string()).max(2), ['a', 'b', 'c'], 'must have at most 2 items'],
  ['a small number', z.number().min(2), 1, 'must be at least 2'],
  ['a number that is not above', z.number().positive(), 0, 'must be more than 0'],
  ['a large number', z.number().max(2), 3, 'must be at most 2'],
  ['a number that is not below', z.number().lt(2), 2, 'must be less than 2'],
  ['an early date', z.date().min(new Date(1)), new Date(0), 'is too early'],
  ['a late date', z.date().max(new Date(0)), new Date(1), 'is too late'],
  ['no multiple', z.number().multipleOf(5), 7, 'must be a multiple of 5'],
  ['unknown fields', z.strictObject({}), { a: 1, b: 2 }, 'must not have `a`, `b`'],
  ['no alternative', z.union([z.string(), z.number()]), true, 'is none of what it may be'],
  ['a key that may not be', z.record(z.email(), z.string()), { x: 'y' }, 'has a name that it may not have'],
  [
    'an entry of a map',
    z.map(z.string(), z.object({ a: z.map(z.object({}), z.email()) })),
    new Map([['k', 1]]),
    expect.any(String) as never,
  ],
  ['a check without words', z.string().refine(() => false), 'a', 'is not valid'],
  ['a check with words', z.string({ error: 'must be so' }), 1, 'must be so'],
];

describe('the words for a fault', () => {
  beforeAll(useFaultWords);

  it.each(cases)('%s', (_kind, schema, input, message) => {
    const { error } = schema.safeParse(input);
    expect(error?.issues[0]?.message).toEqual(message);
  });

  it('are never those of the library, whatever is wrong', () => {
    for (const [, schema, input] of cases) {
      for (const { message } of schema.safeParse(input).error?.issues ?? []) {
        expect(message).not.toMatch(/invalid|expected|received|too (small|big):|unrecognized/i);
      }
    }
  });

  it('are there for kinds that this version does not know', () => {
    expect(faultOf({ code: 'brand_new', input: 1 } as never)).toBe('is not valid');
  });
});
