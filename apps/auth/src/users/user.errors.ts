import { type ProblemMap } from '@gatehouse/service';
import { AuthError } from '../auth.error';

export type UserProblemCode =
  | 'username_taken'
  | 'invalid_credentials'
  | 'wrong_password'
  | 'user_not_found'
  | 'user_changed'
  | 'not_an_administrator'
  | 'last_administrator';

export const userProblems: ProblemMap<UserProblemCode> = {
  username_taken: { status: 409, title: 'The username is taken' },
  invalid_credentials: { status: 401, title: 'Username or password is wrong' },
  wrong_password: { status: 403, title: 'The current password is wrong' },
  user_not_found: { status: 404, title: 'There is no such user' },
  user_changed: { status: 409, title: 'The user was changed by somebody else' },
  not_an_administrator: { status: 403, title: 'Only administrators may do this' },
  last_administrator: { status: 409, title: 'The last administrator must stay one' },
};

export class UsernameTakenError extends AuthError<UserProblemCode> {
  constructor() {
    super('username_taken', 'Choose another username.', {
      errors: [{ pointer: '#/username', detail: 'is taken' }],
    });
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

export class UserNotFoundError extends AuthError<UserProblemCode> {
  constructor() {
    super('user_not_found', 'Nobody has this id.');
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
