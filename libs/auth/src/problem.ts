import { HttpException } from '@nestjs/common';

/** Why a request was refused, as its caller may know it. */
export type ProblemCode =
  | 'unauthenticated'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'invalid_request'
  | 'insufficient_scope'
  | 'insufficient_role'
  | 'csrf'
  | 'keys_unavailable';

/** An RFC 9457 problem. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** RFC 6750 §3: what a token must hold, parted by spaces; only with `insufficient_scope`. */
  readonly scope?: string;
}

const titles: Readonly<Record<ProblemCode, readonly [status: number, title: string, detail: string]>> = {
  unauthenticated: [401, 'Authentication required', 'Send an access token.'],
  invalid_token: [401, 'Invalid access token', 'The access token is expired, revoked, malformed or not meant for us.'],
  invalid_dpop_proof: [401, 'Invalid DPoP proof', 'The DPoP proof does not belong to this request and its token.'],
  use_dpop_nonce: [401, 'DPoP nonce required', 'Send the DPoP proof with the nonce of the DPoP-Nonce header.'],
  invalid_request: [400, 'Invalid request', 'Send exactly one access token, in one Authorization header.'],
  insufficient_scope: [403, 'Insufficient scope', 'The access token lacks a scope that this needs.'],
  insufficient_role: [403, 'Insufficient role', 'The caller has none of the roles that may do this.'],
  csrf: [403, 'Cross-site request refused', 'A request with a cookie must prove that it comes from our own pages.'],
  keys_unavailable: [503, 'Temporarily unavailable', 'The access token cannot be checked now. Try again later.'],
};

/** The problem that answers a refusal; the same for every cause of the same code. */
export class RefusalProblem implements Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly scope?: string;

  constructor(code: ProblemCode, scope?: string) {
    this.type = `urn:gatehouse:problem:${code}`;
    [this.status, this.title, this.detail] = titles[code];
    if (scope !== undefined) this.scope = scope;
  }
}

/** A guard's refusal. Its response is the problem; the challenge and `Retry-After` are on the response already. */
export class AccessRefusedException extends HttpException {
  constructor(
    readonly code: ProblemCode,
    scope?: string,
    options?: ErrorOptions,
  ) {
    const problem = new RefusalProblem(code, scope);
    super(problem, problem.status, options);
  }
}
