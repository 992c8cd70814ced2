/** A sign-in that is still good, on one device or in one client. */
export interface StoredSession {
  readonly id: string;
  readonly accountId: string;
  /** Seconds. */
  readonly signedInAt: number;
  /** Seconds. */
  readonly expiresAt: number;
  /** By client: what the client calls the session, and what it was granted there. */
  readonly authorizations: Readonly<Record<string, { readonly sid?: string; readonly grantId?: string }>>;
}

/** The sessions of the authorization server, as their owners see them. */
export abstract class SessionStore {
  abstract ofAccount(accountId: string): Promise<StoredSession[]>;
  /** Ends a session, and with it everything that was issued in it. Ending it twice is ending it once. */
  abstract end(session: StoredSession): Promise<void>;
}
