import { DomainError, type ProblemMap } from '@gatehouse/service';

export type UserProblemCode =
  | 'username_taken'
  | 'invalid_credentials'
  | 'wrong_password'
  | 'user_not_found'
  | 'user_changed'
  | 'not_an_administrator'
  | 'last_administrator'
  | 'not_first_party';

export const userProblems: ProblemMap<UserProblemCode> = {
  username_taken: { status: 409, title: 'The username is taken' },
  invalid_credentials: { status: 401, title: 'Username or password is wrong' },
  wrong_password: { status: 403, title: 'The current password is wrong' },
  user_not_found: { status: 404, title: 'There is no such user' },
  user_changed: { status: 409, title: 'The user was changed by somebody else' },
  not_an_administrator: { status: 403, title: 'Only administrators may do this' },
  last_administrator: { status: 409, title: 'The last administrator must stay one' },
  not_first_party: { status: 403, title: 'Other clients may not manage accounts' },
};

export class UsernameTakenError extends DomainError<UserProblemCode> {
  constructor() {
    super('username_taken', 'Choose another username.', {
      errors: [{ pointer: '#/username', detail: 'is taken' }],
    });
  }
}

/** The same for a missing account and a wrong password. */
export class InvalidCredentialsError extends DomainError<UserProblemCode> {
  constructor() {
    super('invalid_credentials', 'Check both and try again.');
  }
}

export class WrongPasswordError extends DomainError<UserProblemCode> {
  constructor() {
    super('wrong_password', 'Check it and try again.', {
      errors: [{ pointer: '#/currentPassword', detail: 'is wrong' }],
    });
  }
}

export class UserNotFoundError extends DomainError<UserProblemCode> {
  constructor() {
    super('user_not_found', 'Nobody has this id.');
  }
}

export class UserChangedError extends DomainError<UserProblemCode> {
  constructor() {
    super('user_changed', 'Read it again and repeat the change.');
  }
}

export class NotAnAdministratorError extends DomainError<UserProblemCode> {
  constructor() {
    super('not_an_administrator', 'The caller is no administrator (any more).');
  }
}

export class LastAdministratorError extends DomainError<UserProblemCode> {
  constructor() {
    super('last_administrator', 'Make somebody else an administrator first.');
  }
}

export class NotFirstPartyError extends DomainError<UserProblemCode> {
  constructor() {
    super('not_first_party', 'Sign in at the service itself to manage the account.');
  }
}
