import { AuthorizationServer, type SignInOptions } from './authorization-server';
import { CognitoKeeper } from './keepers/cognito';
import { CookieKeeper } from './keepers/cookies';
import { type Keeper } from './keepers/keeper';
import { TokenKeeper } from './keepers/tokens';
import { LiveSession } from './live-session';
import { type Person } from './person';
import { browserPlatform, type Platform } from './platform';
import { SharedRecord } from './record/shared-record';
import { type SessionSettings } from './settings';
import { silentFrame } from './silent/frame';

/** Whether somebody is signed in. */
export type SessionState =
  /** The silent return is under way. The person is the one that was here last; null for a stranger. */
  | { readonly status: 'starting'; readonly person: Person | null }
  | { readonly status: 'signed-in'; readonly person: Person }
  /** `ended`: the session was over without the person asking for it. */
  | { readonly status: 'signed-out'; readonly because: 'never' | 'signed-out' | 'ended' };

/** The session of a person, the same one in all tabs of the origin. */
export interface Session {
  /** The same object until it changes. */
  readonly state: SessionState;
  /** Calls back after each change of `state`; returns how to stop that. */
  subscribe(listener: () => void): () => void;
  /**
   * Finishes a sign-in at `/callback`, and resolves with the path where it began; else returns in silence. Rejects with
   * `SignInUnavailableError` where a sign-in cannot be finished.
   */
  start(): Promise<{ returnTo: string | null }>;
  /** Leaves the page for the sign-in. Rejects with `SignInUnavailableError` or `StorageBlockedError`. */
  signIn(options?: SignInOptions): Promise<void>;
  /**
   * Signs out here and in all tabs at once, then ends the session at the server. Rejects with `SignInUnavailableError` where the server
   * cannot be asked; it will then ask for the password at the next sign-in.
   */
  signOut(): Promise<void>;
  /**
   * `fetch` which authenticates requests to our APIs. Rejects with `SessionEndedError` where the session of the person is over, and
   * with `SignInUnavailableError` where it cannot be renewed now; besides as `fetch` does.
   */
  readonly fetch: typeof globalThis.fetch;
}

/** What of a session can be changed. */
export interface SessionOptions {
  /** Base addresses of the APIs, on the page's own origin. Default: all of the origin. */
  readonly apis?: readonly string[];
  /** What the session uses of the browser: for tests. */
  readonly platform?: Platform;
}

function keeperOf(settings: SessionSettings, server: AuthorizationServer, platform: Platform): Keeper {
  const issuer = settings.issuer.replace(/\/$/, '');
  switch (settings.session) {
    case 'tokens':
      return new TokenKeeper(server, platform, `${issuer}/logout`);
    case 'cookies':
      // Cookies are set for the origin of the page, which has the authorization server below it.
      return new CookieKeeper(server, platform, settings.clientId, platform.url().origin + new URL(issuer).pathname);
    case 'cognito':
      return new CognitoKeeper(server, platform, settings);
  }
}

/** Makes the session of this page. There is one for each page; `start` begins it. */
export function createSession(settings: SessionSettings, options: SessionOptions = {}): Session {
  const name = `gatehouse.${settings.clientId}`;
  const platform = options.platform ?? browserPlatform(name, silentFrame);
  const server = new AuthorizationServer(settings, platform);
  const record = new SharedRecord(name, platform.local, platform.shared?.truth);
  const keeper = keeperOf(settings, server, platform);
  const own = settings.session === 'cognito' ? [] : [new URL(settings.issuer).pathname];
  const apis = options.apis ? [...options.apis, ...own] : ['/'];
  return new LiveSession({ platform, record, keeper, server, apis });
}
