import type { Principal } from '@gatehouse/access-token';
import type { ProblemCode } from './problem';

/** The rule that decided, in the order in which they are asked. */
export type Rule = 'public' | 'access_token' | 'csrf' | 'scopes' | 'roles';

/** One decision, for audit: who wanted what, which rule decided and why. Holds no token, cookie or query. */
export interface Decision {
  readonly outcome: 'granted' | 'refused';
  readonly rule: Rule;
  /** The refusal's code; absent when granted. */
  readonly code?: ProblemCode;
  /** What the log may know and the caller may not, such as `expired` or `signature`. */
  readonly reason?: string;
  /** Where one claim of the token is at fault: which, what it should be and what it is (at most 100 characters each). */
  readonly claim?: string;
  readonly expected?: string;
  readonly actual?: string;
  /** `OrdersController.create`. */
  readonly route: string;
  readonly method: string;
  /** Absent where nobody was authenticated. */
  readonly principal?: Pick<Principal, 'subject' | 'issuer' | 'clientId' | 'tokenId'>;
}
