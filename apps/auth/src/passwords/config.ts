import { count, type Parsed } from '../settings';

/** Variables of the hashing of passwords. */
export const passwordsEnvironment = {
  /** Threads that hash passwords; unset: one less than there are cores, 1 to 4. Each takes 19 MiB at work. */
  PASSWORD_THREADS: count(1, 64).optional(),
  /** Passwords that may wait for a thread; more are answered 503. */
  PASSWORD_QUEUE: count(0, 10_000).default(256),
};
export type PasswordsEnvironment = Parsed<typeof passwordsEnvironment>;
