import { Injectable } from '@nestjs/common';
import { type HashingInTurn } from '../passwords/password-hasher';
import { isTooLong } from '../passwords/password-rules';
import { type Subject, ThrottleService } from '../throttling/throttle.service';

/** What an attempt counts for. */
export interface ProofSubjects {
  readonly account: Subject;
  readonly successes: Subject;
  readonly networks?: readonly Subject[];
}

/** Checks a password against a hash, as often as throttling allows. */
@Injectable()
export class PasswordProof {
  constructor(private readonly throttle: ThrottleService) {}

  /**
   * Says whether the password is the one of the hash; without a hash it is not, after the same time and the same writes.
   * Failures count for `account` and for `networks`; a success clears those of the account alone, or else the owner of any
   * account could clear those of their network. Successes count for `successes`. Throws `TooManyAttemptsError` or
   * `HashingBusyError`.
   */
  async check(
    inTurn: HashingInTurn,
    hash: string | undefined,
    password: string,
    { account, successes, networks = [] }: ProofSubjects,
  ): Promise<boolean> {
    // Before the queue: an attempt that has to wait anyway needs no turn.
    await this.throttle.check([account, successes, ...networks]);
    return inTurn(async ({ verify }) => {
      // And again after it: what failed meanwhile counts. So no more guesses are under way at once than there are turns.
      await this.throttle.check([successes, ...networks]);
      const attempt = await this.throttle.begin(account);
      const right = !isTooLong(password) && (await verify(hash, password));
      if (right) await Promise.all([this.throttle.succeed(attempt), this.throttle.add(successes)]);
      else await Promise.all([this.throttle.fail(attempt), ...networks.map((network) => this.throttle.add(network))]);
      return right;
    });
  }
}
