import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../passwords/password-hasher';
import { isTooLong } from '../passwords/password-rules';
import { type Subject, ThrottleService } from '../throttling/throttle.service';

/** Checks a password against a hash, as often as throttling allows. */
@Injectable()
export class PasswordProof {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly throttle: ThrottleService,
  ) {}

  /**
   * Says whether the password is the one of the hash; without a hash it is not, after the same time and the same writes.
   * Failures count for `account` and for `networks`; a success clears those of the account alone, or else who owns any account
   * could clear those of his network. Throws `TooManyAttemptsError` or `HashingBusyError`.
   */
  async check(
    hash: string | undefined,
    password: string,
    account: Subject,
    networks: readonly Subject[] = [],
  ): Promise<boolean> {
    // Before the queue: who has to wait anyway shall not take a place in it.
    await this.throttle.check([account, ...networks]);
    return this.hasher.inTurn(async ({ verify }) => {
      // And again after it: what failed meanwhile counts. So no more guesses are under way at once than there are turns.
      await this.throttle.check(networks);
      const attempt = await this.throttle.begin(account);
      const right = !isTooLong(password) && (await verify(hash, password));
      if (right) await this.throttle.succeed(attempt);
      else await Promise.all([this.throttle.fail(attempt), ...networks.map((network) => this.throttle.add(network))]);
      return right;
    });
  }
}
