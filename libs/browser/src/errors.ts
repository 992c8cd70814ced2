/** The session of the person is over, or another person has signed in: the request was not sent, or not answered. */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError';
  constructor(message = 'The session is over. Sign in again.') {
    super(message);
  }
}

/** The authorization server cannot be asked now. The person stays signed in, and the next use tries again. */
export class SignInUnavailableError extends Error {
  override readonly name = 'SignInUnavailableError';
  constructor(cause?: unknown) {
    super('The sign-in service cannot be reached. Try again in a moment.', { cause });
  }
}

/** The browser blocks storage for this page, so nobody can sign in. */
export class StorageBlockedError extends Error {
  override readonly name = 'StorageBlockedError';
  constructor(cause?: unknown) {
    super('The browser blocks storage for this page. Allow it, then sign in.', { cause });
  }
}

/** The authorization server says that there is no session, or no more. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
