import { inTurnOfTabs } from './turns';
import { Database } from './record/database';
import { tolerant, type TolerantStorage, type Truth } from './record/shared-record';

/** What tabs say to each other. */
export interface Channel {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
}

/** What a session uses of the browser. */
export interface Platform {
  fetch(request: Request): Promise<Response>;
  /** Milliseconds since 1970. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  /** The address of the page. */
  url(): URL;
  /** Changes the address that is shown, and loads nothing. */
  showUrl(url: string): void;
  /** Leaves the page. */
  leave(url: string): void;
  cookies(): string;
  readonly local: TolerantStorage;
  readonly session: TolerantStorage;
  /** Undefined where tabs cannot share a value, cannot talk or cannot wait for each other. */
  readonly shared: { readonly truth: Truth; readonly channel: Channel } | undefined;
  /** Runs work of one name one after the other, over all tabs where they can wait for each other. */
  inTurn<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Loads the address in a hidden frame, and returns the address of this origin that it is led to. */
  frame(url: string, timeout: number): Promise<string>;
  /** Calls back when other tabs may have changed what is stored, or the tab comes back from wherever it slept. */
  onReturn(listener: () => void): void;
}

function ownTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(_name: string, work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

function blocked(): boolean {
  try {
    localStorage.setItem('gatehouse.probe', '1');
    localStorage.removeItem('gatehouse.probe');
    return false;
  } catch {
    return true;
  }
}

function sharedOf(name: string): Platform['shared'] {
  // Storage that is blocked, a page without HTTPS and browsers from before 2022 lack one or the other.
  if (blocked() || !('locks' in navigator) || typeof BroadcastChannel === 'undefined') return undefined;
  if (typeof indexedDB === 'undefined') return undefined;
  const channel = new BroadcastChannel(name);
  return {
    truth: new Database(indexedDB, name),
    channel: {
      post: (message) => channel.postMessage(message),
      listen: (listener) => channel.addEventListener('message', ({ data }) => listener(data)),
    },
  };
}

/** The browser that the page runs in. `name` is that of the database and of the channel. */
export function browserPlatform(name: string, frame: Platform['frame']): Platform {
  const shared = sharedOf(name);
  return {
    fetch: (request) => globalThis.fetch(request),
    now: () => Date.now(),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    url: () => new URL(location.href),
    showUrl: (url) => history.replaceState(history.state, '', url),
    leave: (url) => location.assign(url),
    cookies: () => document.cookie,
    local: tolerant(() => localStorage),
    session: tolerant(() => sessionStorage),
    shared,
    inTurn: shared ? inTurnOfTabs : ownTurns(),
    frame,
    onReturn: (listener) => {
      addEventListener('storage', listener);
      addEventListener('pageshow', ({ persisted }) => persisted && listener());
      document.addEventListener('visibilitychange', () => !document.hidden && listener());
      document.addEventListener('resume', listener);
    },
  };
}
