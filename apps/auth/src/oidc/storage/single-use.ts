import { errors, Provider } from 'oidc-provider';
import { keyOf, type OidcItem, type OidcItems } from './oidc-items';
import { randomSecret, seal, unseal } from './sealing';

/** A code or refresh token was presented again where nobody honest would have: its family is dead. */
export interface Reuse {
  readonly model: string;
  readonly grantId: string | undefined;
  readonly accountId: string | undefined;
  readonly clientId: string | undefined;
}

/**
 * What may be used once: codes and refresh tokens. One conditional write decides each time; what follows from it can be
 * repeated, by whichever request or process comes next.
 */
export class SingleUse {
  private readonly successors = new WeakMap<object, string>();

  constructor(
    private readonly items: OidcItems,
    /** Milliseconds within which the previous refresh token still answers, with the same successor. */
    private readonly grace: number,
    private readonly onReuse: (reuse: Reuse) => void,
  ) {}

  /** Consumes a code; the second time, however close, ends all that was issued for it (RFC 6749 §4.1.2). */
  async redeem(model: string, id: string): Promise<void> {
    const pk = keyOf(model, id);
    if (!(await this.items.consume(pk))) await this.refuse(model, await this.items.get(pk));
  }

  /**
   * Consumes a refresh token and settles its one successor (RFC 9700 §4.14.2), in the same write: drawn at random, sealed
   * under the old token's own value, so that only who presents the old token learns it.
   */
  async rotate(id: string): Promise<void> {
    const pk = keyOf('RefreshToken', id);
    const drawn = randomSecret();
    if (await this.items.consume(pk, seal(id, drawn))) return this.remember(drawn);
    const item = await this.items.get(pk);
    const successor = item?.successor && unseal(id, item.successor);
    if (!item || successor === undefined || !(await this.mayRepeat(item, successor))) {
      return this.refuse('RefreshToken', item);
    }
    this.remember(successor);
  }

  /** The identifier that the refresh token under way has to get: settled by the rotation of this request, if there was one. */
  settledSuccessor(): string | undefined {
    const { ctx } = Provider;
    return ctx && this.successors.get(ctx);
  }

  private async mayRepeat(item: OidcItem, successor: string): Promise<boolean> {
    const next = await this.items.get(keyOf('RefreshToken', successor));
    // Whoever rotated died before the successor was written, so nobody holds it: the old token is still the current one.
    if (!next) return true;
    return next.consumedAt === undefined && Date.now() - (item.consumedAt ?? 0) <= this.grace;
  }

  private remember(successor: string): void {
    const { ctx } = Provider;
    if (!ctx) throw new Error('a refresh token is rotated within a request only');
    this.successors.set(ctx, successor);
  }

  private async refuse(model: string, item: OidcItem | undefined): Promise<never> {
    const { accountId, clientId } = JSON.parse(item?.payload ?? '{}') as { accountId?: string; clientId?: string };
    if (item?.grantId !== undefined) await this.items.endGrant(item.grantId);
    if (item) this.onReuse({ model, grantId: item.grantId, accountId, clientId });
    throw new errors.InvalidGrant(`${model} already used`);
  }
}
