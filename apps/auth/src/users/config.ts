import { z } from 'zod';

function count(range: string, least: number, most: number) {
  return z.coerce
    .number({ error: `must be a whole number, ${range}` })
    .int()
    .min(least)
    .max(most);
}

/** Variables of accounts: hashing and patience. */
export const usersEnvironment = {
  /** Threads that hash passwords; unset: one less than there are cores, 1 to 4. Each takes 19 MiB at work. */
  PASSWORD_THREADS: count('1 to 64', 1, 64).optional(),
  /** Passwords that may wait for a thread; more are answered 503. */
  PASSWORD_QUEUE: count('0 to 10000', 0, 10_000).default(256),
  /** Failed sign-ins to one account before the next ones have to wait. */
  ACCOUNT_FREE_FAILURES: count('1 to 1000', 1, 1000).default(5),
  /** Failed sign-ins from one address before the next ones have to wait. */
  ADDRESS_FREE_FAILURES: count('1 to 1000000', 1, 1_000_000).default(100),
  /** Sign-ups from one address before the next ones have to wait. */
  ADDRESS_FREE_SIGN_UPS: count('1 to 1000000', 1, 1_000_000).default(300),
};
