import type { ProblemCode } from './problem';

/** The parts of a `WWW-Authenticate` value; every one is safe inside a quoted string (RFC 9110 §5.6.4). */
export interface Challenge {
  readonly realm: string;
  /** RFC 9728 §5.1. */
  readonly resourceMetadata?: string | undefined;
  readonly scope?: string | undefined;
  /** Where tokens that are bound to a key are taken. */
  readonly dpop?: DpopChallenge | undefined;
}

interface DpopChallenge {
  readonly algorithms: readonly string[];
  /** No bearer token is taken. */
  readonly isRequired: boolean;
  /** The request came with the scheme DPoP. */
  readonly isPresented: boolean;
}

const errors: Readonly<Partial<Record<ProblemCode, string>>> = {
  invalid_token: 'invalid_token',
  invalid_dpop_proof: 'invalid_dpop_proof',
  use_dpop_nonce: 'use_dpop_nonce',
  invalid_request: 'invalid_request',
  insufficient_scope: 'insufficient_scope',
};

/** The challenges of a refusal (RFC 6750 §3, RFC 9449 §7.1), or undefined where none is called for. */
export function challengeOf(code: ProblemCode, { dpop, ...challenge }: Challenge): string | undefined {
  const error = errors[code];
  // RFC 6750 §3.1: a request without credentials is told the scheme and no error.
  if (error === undefined && code !== 'unauthenticated') {
    return undefined;
  }
  // The error goes with the scheme of the request (RFC 9449 §7.2). Bearer is first, because some clients read no further.
  const isBound = dpop !== undefined && (dpop.isRequired || dpop.isPresented);
  const challenges = dpop?.isRequired ? [] : [schemeOf('Bearer', isBound ? undefined : error, challenge)];
  if (dpop !== undefined) {
    const algs = dpop.algorithms.join(' ');
    challenges.push(schemeOf('DPoP', isBound ? error : undefined, challenge, algs));
  }
  return challenges.join(', ');
}

function schemeOf(scheme: string, error: string | undefined, challenge: Challenge, algs?: string): string {
  const parameters = [
    ['realm', challenge.realm],
    ['error', error],
    ['scope', challenge.scope],
    ['resource_metadata', challenge.resourceMetadata],
    ['algs', algs],
  ];
  return `${scheme} ${parameters.flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"`])).join(', ')}`;
}
