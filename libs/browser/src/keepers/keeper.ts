import { type StoredPerson } from '../person';
import { type SessionRecord } from '../record/session-record';

/** What authenticates the requests of a person, as long as it lives. */
export interface Credential {
  /** Names it; says nothing of what is in it. */
  readonly id: string;
  readonly person: StoredPerson;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Authenticates a request to one of our APIs. */
  authenticate(request: Request): void;
}

/**
 * How the credentials of a session are got and kept: one class for each kind of session. Methods that ask a server throw
 * `RefusedError` or `SignInUnavailableError`.
 */
export interface Keeper {
  /** Loads what the next steps need. */
  prepare(): void;
  /** For the code in an answer to a redirect. */
  redeem(answer: string): Promise<Credential>;
  /** The newest credential, from where it outlives the page; undefined where it is not there. */
  find(known: SessionRecord): Promise<Credential | undefined>;
  /** An older one from there, which is worth a try where nothing else is left. */
  lastResort?(): Credential | undefined;
  /** Whether tabs have to hand the credential to each other. */
  readonly isPerTab: boolean;
  /** Whether the credential is still what the browser would send. */
  isCurrent(credential: Credential): boolean;
  /** Exchanges the credential for the next one. */
  refresh(credential: Credential): Promise<Credential>;
  /** From the session at the authorization server, without a page. */
  silent(): Promise<Credential>;
  /** Remembers the credential, or forgets what was remembered. */
  keep(credential: Credential | undefined): void;
  /** As a message to the other tabs of this origin. */
  pack(credential: Credential): unknown;
  unpack(message: unknown): Credential | undefined;
  /** Whether the end of a session leaves the page, so that nothing is left to finish here. */
  readonly endsElsewhere?: boolean;
  /** Ends the session at the server, and may leave the page. */
  end(credential: Credential | undefined): Promise<void>;
  /** Turns the address of the sign-in into the one to go to. */
  signInUrl?(url: string, options: { readonly create?: boolean; readonly language?: string }): string;
}
