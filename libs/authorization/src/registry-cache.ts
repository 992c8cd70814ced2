import { StoreUnavailableError } from '@gatehouse/dynamodb';
import type { Registry } from './registry';
import type { RegistryStore } from './registry.store';
import { isRole } from './scopes';

/** Milliseconds after which the registry is read again. */
export const registryFreshness = 5_000;

/** Milliseconds for which the last registry counts while the store cannot be read. After that nothing is granted. */
export const registryGrace = 5 * 60_000;

// Milliseconds between attempts while the store cannot be read, so that not every request waits for it.
const retryPause = 1_000;

/** The registry of the moment. Requests drive the reading, so that it also works where timers sleep (Lambda). */
export class RegistryCache {
  private known: { readonly registry: Registry; readonly readAt: number } | undefined;
  private nextReadAt = 0;
  private reading: Promise<Registry> | undefined;

  constructor(
    private readonly store: Pick<RegistryStore, 'read'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** At most 5 seconds old while the store answers. Throws `StoreUnavailableError` where no registry is known that still counts. */
  async current(): Promise<Registry> {
    if (this.counts(this.known) && this.now() < this.nextReadAt) return this.known.registry;
    return this.readOnce();
  }

  /** The registry of the moment, read now where the known one lacks one of these roles: it may be new. Throws as `current`. */
  async knowing(roles: readonly string[]): Promise<Registry> {
    const registry = await this.current();
    return roles.every((role) => isRole(registry, role)) ? registry : this.readOnce();
  }

  private readOnce(): Promise<Registry> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private counts(known: typeof this.known): known is NonNullable<typeof this.known> {
    return known !== undefined && this.now() - known.readAt <= registryGrace;
  }

  private async read(): Promise<Registry> {
    const readAt = this.now();
    try {
      const registry = await this.store.read();
      this.known = { registry, readAt };
      this.nextReadAt = readAt + registryFreshness;
      return registry;
    } catch (error) {
      this.nextReadAt = this.now() + retryPause;
      if (this.counts(this.known)) return this.known.registry;
      // Also where the stored item is malformed: no rights are better than wrong ones.
      throw error instanceof StoreUnavailableError ? error : new StoreUnavailableError(1, { cause: error });
    }
  }
}
