import { errors, Provider } from 'oidc-provider';
import { keyOf, type OidcItem, type OidcItems } from '../storage/oidc-items';
import { randomSecret, seal, unseal } from '../storage/sealing';

/** A code or refresh token was presented again where nobody honest would have: its family is dead. */
export interface Reuse {
  readonly model: string;
  readonly grantId: string | undefined;
  readonly accountId: string | undefined;
  readonly clientId: string | undefined;
}

interface Successor {
  readonly id: string;
  /** Another request has stored it already. */
  readonly isStored: boolean;
  /** Keys of the token that it succeeds, and of the one before, which is too old to be answered from now on. */
  readonly previous: string;
  readonly outdated?: string | undefined;
}

/** Joins calls that run at the same time and would do the same. */
function joined(running: Map<string, Promise<void>>, key: string, work: () => Promise<void>): Promise<void> {
  const other = running.get(key);
  if (other) return other;
  const own = work().finally(() => running.delete(key));
  running.set(key, own);
  return own;
}

/**
 * What may be used once: codes and refresh tokens. One conditional write decides each time; what follows from it can be
 * repeated, by whichever request or process comes next.
 */
export class SingleUse {
  private readonly successors = new WeakMap<object, Successor>();
  private readonly consuming = new Map<string, Promise<OidcItem | undefined>>();
  private readonly storing = new Map<string, Promise<void>>();
  private readonly ending = new Map<string, Promise<void>>();

  constructor(
    private readonly items: OidcItems,
    /** Milliseconds within which the previous refresh token still answers, with the same successor. */
    private readonly grace: number,
    private readonly onReuse: (reuse: Reuse) => void,
  ) {}

  /** Consumes a code; the second time, however close, ends all that was issued for it (RFC 6749 §4.1.2). */
  async redeem(model: string, id: string): Promise<void> {
    const pk = keyOf(model, id);
    if (!(await this.consume(pk))) await this.refuse(model, await this.items.get(pk));
  }

  /**
   * Consumes a refresh token and settles its one successor (RFC 9700 §4.14.2), in the same write: drawn at random, sealed
   * under the old token's own value, so that only who presents the old token learns it.
   */
  async rotate(id: string): Promise<void> {
    const pk = keyOf('RefreshToken', id);
    const drawn = randomSecret();
    const consumed = await this.consume(pk, seal(id, drawn));
    if (consumed) return this.settle({ id: drawn, isStored: false, previous: pk, outdated: consumed.previous });
    const item = await this.items.get(pk);
    const successor = item?.successor && (await this.repeatable(item, unseal(id, item.successor)));
    if (!successor) return this.refuse('RefreshToken', item);
    this.settle(successor);
  }

  /** The identifier that the refresh token under way has to get: settled by the rotation of this request, if there was one. */
  get settledSuccessor(): string | undefined {
    return this.successorOfRequest?.id;
  }

  /** Stores a refresh token once. Of a successor there may be another writer, before or at the same time: it wrote the same. */
  async store(item: OidcItem): Promise<void> {
    const successor = this.successorOfRequest;
    if (successor?.isStored) return;
    const write = async () =>
      void (await this.items.putNew({ ...item, ...(successor && { previous: successor.previous }) }));
    await Promise.all([
      joined(this.storing, item.pk, write),
      // Else whoever has an old token and reads the table could open one successor after the other, up to the current one.
      successor?.outdated !== undefined && this.items.forgetSuccessor(successor.outdated),
    ]);
  }

  private get successorOfRequest(): Successor | undefined {
    const { ctx } = Provider;
    return ctx && this.successors.get(ctx);
  }

  private settle(successor: Successor): void {
    const { ctx } = Provider;
    if (!ctx) throw new Error('a refresh token is rotated within a request only');
    this.successors.set(ctx, successor);
  }

  /** The item, if this call consumed it. Where another one of this process is at it, there is no need to ask the store. */
  private async consume(pk: string, successor?: Uint8Array): Promise<OidcItem | undefined> {
    const other = this.consuming.get(pk);
    // Where the other one failed, the item may be unused still.
    const isDecided = await other?.then(
      () => true,
      () => false,
    );
    if (isDecided) return undefined;
    const own = this.items.consume(pk, successor).finally(() => this.consuming.delete(pk));
    this.consuming.set(pk, own);
    return own;
  }

  private async repeatable(item: OidcItem, id: string): Promise<Successor | undefined> {
    const next = await this.items.get(keyOf('RefreshToken', id));
    // Whoever rotated died before the successor was stored, so nobody holds it: the old token is still the current one.
    if (!next) return { id, isStored: false, previous: item.pk };
    const isRecent = Date.now() - (item.consumedAt ?? 0) <= this.grace;
    return next.consumedAt === undefined && isRecent ? { id, isStored: true, previous: item.pk } : undefined;
  }

  private async refuse(model: string, item: OidcItem | undefined): Promise<never> {
    if (item) {
      const { accountId, clientId } = JSON.parse(item.payload ?? '{}') as { accountId?: string; clientId?: string };
      const { grantId } = item;
      await joined(this.ending, item.pk, async () => {
        if (grantId !== undefined) await this.items.endGrant(grantId);
        this.onReuse({ model, grantId, accountId, clientId });
      });
    }
    throw new errors.InvalidGrant(`${model} already used`);
  }
}
