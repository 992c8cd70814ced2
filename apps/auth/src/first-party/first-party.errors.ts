import { type ProblemMap } from '@gatehouse/service';
import { AuthError } from '../auth.error';

export const firstPartyProblems: ProblemMap<'not_first_party'> = {
  not_first_party: { status: 403, title: 'Other clients may not manage accounts' },
};

export class NotFirstPartyError extends AuthError<'not_first_party'> {
  constructor() {
    super('not_first_party', 'Sign in at the service itself to manage the account.');
  }
}
