import { errors, Provider } from 'oidc-provider';
import { type Ancestor, keyOf, type OidcItem, type OidcItems } from '../storage/oidc-items';
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
  /** Those before it which are answered still, and those which are too old from now on. */
  readonly ancestors: readonly Ancestor[];
  readonly outdated: readonly Ancestor[];
}

// Of a token that is presented again and again within its window; the oldest ones are forgotten first.
const mostAncestors = 50;

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
    /** Milliseconds within which a consumed refresh token still answers, unless its client has a window of its own. */
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
    if (consumed) return this.settle({ id: drawn, isStored: false, ...this.generationsOf(consumed) });
    const item = await this.items.get(pk);
    const isRecent = item !== undefined && this.isRecent(item);
    const successor = isRecent ? await this.currentSuccessor(id, item) : await this.unstored(id, item);
    // One of very many within the window, and forgotten for that alone: its holder need not be a thief.
    if (!successor && isRecent) throw new errors.InvalidGrant('refresh token is too old');
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
      void (await this.items.putNew({ ...item, ...(successor && { ancestors: successor.ancestors }) }));
    // Else whoever has an old token and reads the table could open one successor after the other, up to the current one. First,
    // because nobody asks again once the successor is stored.
    await Promise.all((successor?.outdated ?? []).map(({ pk }) => this.items.forgetSuccessor(pk)));
    await joined(this.storing, item.pk, write);
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

  /** Follows the successors of a token up to the current one, which every request within the window gets. */
  private async currentSuccessor(id: string, item: OidcItem): Promise<Successor | undefined> {
    let [current, consumed] = [id, item];
    while (consumed.successor) {
      current = unseal(current, consumed.successor);
      const next = await this.items.get(keyOf('RefreshToken', current));
      // The process that rotated died before the successor was stored. This request stores it.
      if (!next) return { id: current, isStored: false, ...this.generationsOf(consumed) };
      if (next.consumedAt === undefined) return { id: current, isStored: true, ancestors: [], outdated: [] };
      consumed = next;
    }
    return undefined;
  }

  /** A successor that was never stored, so no client has it: the old token is still the current one, however old. */
  private async unstored(id: string, item: OidcItem | undefined): Promise<Successor | undefined> {
    if (!item?.successor) return undefined;
    const next = unseal(id, item.successor);
    const isStored = await this.items.get(keyOf('RefreshToken', next));
    return isStored ? undefined : { id: next, isStored: false, ...this.generationsOf(item) };
  }

  /** What to remember in the successor of a token that has just been consumed, and what to forget. */
  private generationsOf({ pk, consumedAt = 0, ancestors = [] }: OidcItem): Pick<Successor, 'ancestors' | 'outdated'> {
    const before = ancestors.slice(-mostAncestors + 1);
    const answered = before.filter((ancestor) => this.isRecent(ancestor));
    const outdated = ancestors.filter((ancestor) => !answered.includes(ancestor));
    return { ancestors: [...answered, { pk, consumedAt }], outdated };
  }

  private isRecent({ consumedAt = 0 }: { readonly consumedAt?: number }): boolean {
    const seconds = Provider.ctx?.oidc.client?.['refresh_window'];
    const window = typeof seconds === 'number' ? seconds * 1000 : this.grace;
    return Date.now() - consumedAt <= window;
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
