/** Where it is kept on which devices an account has signed in before. Every method may throw `StoreUnavailableError`. */
export abstract class KnownDeviceStore {
  /** Remembers the pair until then, in milliseconds since the epoch. */
  abstract remember(digest: string, until: number): Promise<void>;

  abstract isKnown(digest: string): Promise<boolean>;
}
