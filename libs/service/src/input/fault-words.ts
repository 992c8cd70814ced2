import { z } from 'zod';

type Issue = z.core.$ZodRawIssue;
type Of<Code extends Issue['code']> = Extract<Issue, { code: Code }>;

const types: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  tuple: 'an array',
  set: 'an array',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  null: 'null',
  date: 'a date',
};

const formats: Record<string, string> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'a UUID',
  guid: 'a UUID',
  ulid: 'a ULID',
  datetime: 'a date and time of ISO 8601, such as 2026-01-31T12:00:00Z',
  date: 'a date of ISO 8601, such as 2026-01-31',
  time: 'a time of ISO 8601, such as 12:00:00',
  duration: 'a duration of ISO 8601, such as PT5M',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  base64: 'base64 text',
  base64url: 'base64url text',
  json_string: 'JSON text',
  jwt: 'a JWT',
};

const units: Record<string, [one: string, more: string]> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
  tuple: ['item', 'items'],
  set: ['item', 'items'],
  map: ['entry', 'entries'],
  record: ['entry', 'entries'],
  object: ['entry', 'entries'],
  file: ['byte', 'bytes'],
};

function amount(bound: number | bigint, [one, more]: [string, string]): string {
  return `${bound} ${BigInt(bound) === 1n ? one : more}`;
}

function tooSmall({ origin, minimum, inclusive, exact }: Of<'too_small'>): string {
  const unit = units[origin];
  if (!unit)
    return origin === 'date' ? 'is too early' : `must be ${inclusive === false ? 'more than' : 'at least'} ${minimum}`;
  if (exact) return `must have exactly ${amount(minimum, unit)}`;
  return BigInt(minimum) === 1n ? 'must not be empty' : `must have at least ${amount(minimum, unit)}`;
}

function tooBig({ origin, maximum, inclusive, exact }: Of<'too_big'>): string {
  const unit = units[origin];
  if (!unit)
    return origin === 'date' ? 'is too late' : `must be ${inclusive === false ? 'less than' : 'at most'} ${maximum}`;
  return `must have ${exact ? 'exactly' : 'at most'} ${amount(maximum, unit)}`;
}

/** What is wrong with a field, to be read after its name: `is required`. A schema's own `error` comes before it. */
export function faultOf(issue: Issue): string {
  if (issue.input === undefined && issue.code !== 'custom') return 'is required';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${types[issue.expected] ?? 'of another type'}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format': {
      const name = formats[issue.format];
      return name === undefined ? 'does not have the right form' : `must be ${name}`;
    }
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `must not have ${issue.keys.map((key) => `\`${key}\``).join(', ')}`;
    case 'invalid_union':
      return 'is none of what it may be';
    case 'invalid_key':
      return 'has a name that it may not have';
    case 'invalid_element':
      return 'has an entry that it may not have';
    case 'custom':
    default:
      return 'is not valid';
  }
}

/** From now on, all schemas of this process describe faults in these words. */
export function useFaultWords(): void {
  z.config({ customError: faultOf });
}
