import type { ProblemCode } from './problem';

/** The parts of a `WWW-Authenticate` value; every one is safe inside a quoted string (RFC 9110 §5.6.4). */
export interface Challenge {
  readonly realm: string;
  /** RFC 9728 §5.1. */
  readonly resourceMetadata?: string | undefined;
  readonly scope?: string | undefined;
}

const errors: Readonly<Partial<Record<ProblemCode, string>>> = {
  invalid_token: 'invalid_token',
  invalid_request: 'invalid_request',
  insufficient_scope: 'insufficient_scope',
};

/** The RFC 6750 §3 challenge of a refusal, or undefined where none is called for. */
export function challengeOf(code: ProblemCode, challenge: Challenge): string | undefined {
  const error = errors[code];
  // RFC 6750 §3.1: a request without credentials is told the scheme and no error.
  if (error === undefined && code !== 'unauthenticated') {
    return undefined;
  }
  const parameters = [
    ['realm', challenge.realm],
    ['error', error],
    ['scope', challenge.scope],
    ['resource_metadata', challenge.resourceMetadata],
  ];
  return `Bearer ${parameters.flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"`])).join(', ')}`;
}
