import { type ProblemMap } from '@gatehouse/service';
import { AuthError } from '../auth.error';

export type PreconditionProblemCode = 'if_match_required' | 'if_match_failed';

export const preconditionProblems: ProblemMap<PreconditionProblemCode> = {
  if_match_required: { status: 428, title: 'The If-Match header is required' },
  if_match_failed: { status: 412, title: 'It was changed since it was read' },
};

export class IfMatchRequiredError extends AuthError<PreconditionProblemCode> {
  constructor() {
    super('if_match_required', 'Send the ETag of what the change is based on.');
  }
}

export class IfMatchFailedError extends AuthError<PreconditionProblemCode> {
  constructor() {
    super('if_match_failed', 'Read it again and repeat the change.');
  }
}
