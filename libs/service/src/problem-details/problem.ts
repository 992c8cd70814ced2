/** Problem details of RFC 9457, the body of every error answer. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** What is wrong with the input: a JSON pointer (RFC 6901) as URI fragment, and a sentence. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** Prefix of this system's problem types, which are names and not addresses. */
export const problemTypePrefix = 'urn:gatehouse:problem:';

/** How a domain error is told to the caller. */
export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
}

/** One entry for every code, so that a missing one does not compile. The code is also the end of the problem's `type`. */
export type ProblemMap<Code extends string> = Readonly<Record<Code, ProblemDefinition>>;

/** What some domain errors tell besides their code. */
export interface DomainErrorDetails extends Pick<Problem, 'errors'> {
  /** When another try may succeed, in whole seconds. */
  readonly retryAfter?: number;
}

/** An error that a service throws, knowing nothing of HTTP. */
export abstract class DomainError<Code extends string = string> extends Error {
  constructor(
    readonly code: Code,
    message: string,
    readonly details: DomainErrorDetails = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}
