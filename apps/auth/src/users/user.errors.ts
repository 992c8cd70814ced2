import { type ProblemMap } from '@gatehouse/service';
import { AuthError } from '../auth.error';

export type UserProblemCode =
  | 'username_taken'
  | 'invalid_idempotency_key'
  | 'invalid_credentials'
  | 'wrong_password'
  | 'account_disabled'
  | 'user_not_found'
  | 'user_changed'
  | 'not_an_administrator'
  | 'last_administrator'
  | 'own_account';

export const userProblems: ProblemMap<UserProblemCode> = {
  username_taken: { status: 409, title: 'The username is taken' },
  invalid_idempotency_key: { status: 400, title: 'The Idempotency-Key is not valid' },
  invalid_credentials: { status: 401, title: 'Username or password is wrong' },
  wrong_password: { status: 403, title: 'The current password is wrong' },
  account_disabled: { status: 403, title: 'The account is disabled' },
  user_not_found: { status: 404, title: 'There is no such user' },
  user_changed: { status: 409, title: 'The user was changed by somebody else' },
  not_an_administrator: { status: 403, title: 'Only administrators may do this' },
  last_administrator: { status: 409, title: 'The last administrator must stay one' },
  own_account: { status: 409, title: 'Another administrator has to do this' },
};

export class UsernameTakenError extends AuthError<UserProblemCode> {
  constructor() {
    super('username_taken', 'Choose another username.', {
      errors: [{ pointer: '#/username', detail: 'is taken' }],
    });
  }
}

export class InvalidSignUpKeyError extends AuthError<UserProblemCode> {
  constructor() {
    super('invalid_idempotency_key', 'Send a random key of 16 to 255 visible ASCII characters without commas.');
  }
}

/** The same for a missing account and a wrong password. */
export class InvalidCredentialsError extends AuthError<UserProblemCode> {
  constructor() {
    super('invalid_credentials', 'Check both and try again.');
  }
}

export class WrongPasswordError extends AuthError<UserProblemCode> {
  constructor() {
    super('wrong_password', 'Check it and try again.', {
      errors: [{ pointer: '#/currentPassword', detail: 'is wrong' }],
    });
  }
}

/** The password was right. */
export class AccountDisabledError extends AuthError<UserProblemCode> {
  constructor() {
    super('account_disabled', 'The account is disabled. Ask an administrator.');
  }
}

export class UserNotFoundError extends AuthError<UserProblemCode> {
  constructor(detail = 'There is no user with this id.') {
    super('user_not_found', detail);
  }
}

export class UserChangedError extends AuthError<UserProblemCode> {
  constructor() {
    super('user_changed', 'Read it again and repeat the change.');
  }
}

export class NotAnAdministratorError extends AuthError<UserProblemCode> {
  constructor() {
    super('not_an_administrator', 'The caller is no administrator (any more).');
  }
}

export class LastAdministratorError extends AuthError<UserProblemCode> {
  constructor() {
    super('last_administrator', 'Make somebody else an administrator first.');
  }
}

export class OwnAccountError extends AuthError<UserProblemCode> {
  constructor(detail: string) {
    super('own_account', detail);
  }
}
