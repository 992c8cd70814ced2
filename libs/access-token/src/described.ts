import type { Finding } from './errors';

const MAX_LENGTH = 100;
/** Controls, marks that turn the direction of a line, line separators: all that could forge or hide a line of a log. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;
const COMPACT_JWS = /[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g;

/** A value as JSON for logs: one printable line of at most 100 characters, never a token. */
export function described(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) as string | undefined;
  return cut((text ?? typeof value).replace(COMPACT_JWS, '(a token)')).replace(UNPRINTABLE, escaped);
}

/** What a token should have and what it has instead. */
export function finding(claim: string, expected: string | Iterable<unknown>, actual: unknown): Finding {
  return {
    claim,
    expected: typeof expected === 'string' ? expected : describedChoice(expected),
    actual: described(actual),
  };
}

/** One value as JSON, several as a list of alternatives. */
function describedChoice(values: Iterable<unknown>): string {
  return cut([...values].map(described).join(' or '));
}

/** Why something failed: the message of an error and of its causes, in one printable line. */
export function describedCause(error: unknown): string {
  const messages: string[] = [];
  for (
    let cause = error as Cause | undefined;
    typeof cause === 'object' && (cause as unknown) !== null && messages.length < 5;
    cause = cause.cause
  ) {
    // Node reports several addresses that refused in an error without a message.
    const inner = [...new Set((cause.errors ?? []).map(({ message }) => message))].join(', ');
    messages.push([cause.message, inner, cause.code, cause.name].find(Boolean) ?? 'unknown');
  }
  return messages.join(': ').slice(0, 1000).replace(UNPRINTABLE, escaped);
}

/** What is read of an error. Not by its class: Node's own errors have another one within a sandbox, such as Jest's. */
interface Cause {
  readonly message?: string;
  readonly errors?: readonly Error[];
  readonly code?: string;
  readonly name?: string;
  readonly cause?: Cause;
}

function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
