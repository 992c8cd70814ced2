import { count, type Parsed } from '../settings';

/** Variables of accounts: how many failures are free. */
export const usersEnvironment = {
  /** Failed sign-ins to one account before the next ones have to wait. */
  ACCOUNT_FREE_FAILURES: count(1, 1000).default(5),
  /** Completed sign-ins to one account, or password changes, before the next ones have to wait. */
  ACCOUNT_FREE_SUCCESSES: count(1, 1_000_000).default(100),
  /** Failed sign-ins from one address before the next ones have to wait. */
  ADDRESS_FREE_FAILURES: count(1, 1_000_000).default(100),
  /** Sign-ups from one address before the next ones have to wait. */
  ADDRESS_FREE_SIGN_UPS: count(1, 1_000_000).default(300),
};
export type UsersEnvironment = Parsed<typeof usersEnvironment>;
