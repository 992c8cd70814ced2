import { type ProblemMap } from '@gatehouse/service';
import { AuthError } from '../auth.error';

export type ThrottlingProblemCode = 'too_many_attempts';

export const throttlingProblems: ProblemMap<ThrottlingProblemCode> = {
  too_many_attempts: { status: 429, title: 'Too many attempts' },
};

/** Refused without a look at the password. */
export class TooManyAttemptsError extends AuthError<ThrottlingProblemCode> {
  constructor(
    /** In whole seconds. */
    readonly retryAfter: number,
  ) {
    super('too_many_attempts', 'Wait before the next attempt.', { retryAfter });
  }
}
