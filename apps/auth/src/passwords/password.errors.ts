import { type ProblemMap } from '@gatehouse/service';
import { AuthError } from '../auth.error';

export type PasswordProblemCode = 'password_refused' | 'hashing_busy';

export const passwordProblems: ProblemMap<PasswordProblemCode> = {
  password_refused: { status: 400, title: 'The password is not acceptable' },
  hashing_busy: { status: 503, title: 'Too many passwords are being checked' },
};

export class PasswordRefusedError extends AuthError<PasswordProblemCode> {
  constructor(fault: string, field: string) {
    super('password_refused', 'Choose another password.', { errors: [{ pointer: `#/${field}`, detail: fault }] });
  }
}

export class HashingBusyError extends AuthError<PasswordProblemCode> {
  readonly retryAfter = 2;
  constructor() {
    super('hashing_busy', 'Try again in a moment.', { retryAfter: 2 });
  }
}
