import type { Finding } from './errors';

const MAX_LENGTH = 100;
/** More alternatives than this have no room. */
const MAX_CHOICES = 40;
/** Controls, marks that turn the direction of a line, line separators: all that could forge or hide a line of a log. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/gu;
/** Where a token can stand. Callers write long values: each character is looked at once. */
const DOTTED = /[\w.-]{22,}/g;
/** How a JSON object begins in base64url. Names of hosts rarely have it. */
const BEGINNING_OF_HEADER = /ey[ABIJ]|ew[01klop]/;

/** A value as JSON for logs: one printable line of at most 100 characters, never a token. */
export function described(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) as string | undefined;
  return describedText(text ?? typeof value, MAX_LENGTH);
}

/** A text as it is, in one printable line of at most so many characters, never a token. */
export function describedText(text: string, length: number): string {
  return cut(printable(text), length);
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
  return cut([...values].slice(0, MAX_CHOICES).map(described).join(' or '), MAX_LENGTH);
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
  return describedText(messages.join(': '), 1000);
}

/** What is read of an error. Not by its class: Node's own errors have another one within a sandbox, such as Jest's. */
interface Cause {
  readonly message?: string;
  readonly errors?: readonly Error[];
  readonly code?: string;
  readonly name?: string;
  readonly cause?: Cause;
}

/** A text of at most so many characters, none of them half. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function printable(text: string): string {
  return text.replace(DOTTED, (dotted) => (isToken(dotted) ? '(a token)' : dotted)).replace(UNPRINTABLE, escaped);
}

/** Whether it has the parts of a compact JWS or JWE (RFC 7515 §7.1, RFC 7516 §7.1). */
function isToken(dotted: string): boolean {
  const parts = dotted.split('.');
  return parts.slice(0, -2).some((part) => part.length >= 10 && BEGINNING_OF_HEADER.test(part));
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
