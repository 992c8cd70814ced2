import type { Registry, RegistryContent } from './registry';

/** Where the registry is kept. Every method may throw `StoreUnavailableError`. */
export abstract class RegistryStore {
  /** The registry as it is now; the empty one where nothing was written yet. */
  abstract read(): Promise<Registry>;

  /** Writes the next version and returns it; undefined where the registry was changed since `seen` was read. */
  abstract replace(seen: Registry, next: RegistryContent): Promise<Registry | undefined>;
}
