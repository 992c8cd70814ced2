/** A sign-in that is still good, on one device or in one client; or the offline access that a client kept after one. */
export interface StoredSession {
  readonly id: string;
  readonly accountId: string;
  /** Seconds. */
  readonly signedInAt: number;
  /** Seconds. */
  readonly expiresAt: number;
  /** By client: what the client calls the session, and what it was granted there. */
  readonly authorizations: Readonly<Record<string, { readonly sid?: string; readonly grantId?: string }>>;
  /** The session is over, and a client still refreshes its tokens (OpenID Connect Core §11). */
  readonly offline: boolean;
}

/** What goes on at the authorization server, as the owners of the accounts see it. */
export abstract class SessionStore {
  /** Sessions and offline access, newest first. */
  abstract ofAccount(accountId: string): Promise<StoredSession[]>;
  /** Ends them and everything that was issued in them. Ending twice is ending once. */
  abstract end(sessions: readonly StoredSession[]): Promise<void>;
  /** Calls the clients of sessions that have ended, which may take as long as these take to answer. */
  abstract callClients(sessions: readonly StoredSession[]): Promise<void>;
  /**
   * Ends every grant of the account except those of `kept`, and those that are from `since`, in seconds, or later: also one
   * that is in no list yet.
   */
  abstract endGrants(accountId: string, kept: readonly StoredSession[], since?: number): Promise<void>;
  /** How many sessions an account has; counts no further than `limit`. */
  abstract count(accountId: string, limit: number): Promise<number>;
}
