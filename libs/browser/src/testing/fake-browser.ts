import { RefusedError, SignInUnavailableError } from '../errors';
import { type Credential, type Keeper } from '../keepers/keeper';
import { LiveSession } from '../live-session';
import { type StoredPerson } from '../person';
import { type Channel, type Platform } from '../platform';
import { SharedRecord, type TolerantStorage, type Truth } from '../record/shared-record';

export const ada: StoredPerson = { subject: 'a', username: 'ada', name: 'Ada', scopes: ['messages:write'] };
export const grace: StoredPerson = { subject: 'g', username: 'grace', name: null, scopes: [] };

// Milliseconds for which the server repeats the answer to a token that was presented before.
const repeated = 10_000;

interface Token {
  readonly person: string;
  readonly family: number;
  consumedAt?: number;
  successor?: string;
}

/** An authorization server that ends a family when an old token of it is presented, as the real one does. */
export class FakeServer {
  /** Who is signed in by the cookie of the server's session. */
  session: StoredPerson | undefined = ada;
  isDown = false;
  /** The answer to the next refresh is lost. */
  losesAnswer = false;
  refreshes = 0;
  silents = 0;
  reuses = 0;
  ended = 0;
  private readonly tokens = new Map<string, Token>();
  private readonly dead = new Set<number>();
  private count = 0;

  constructor(private readonly browser: FakeBrowser) {}

  issue(person: string, family = ++this.count): string {
    const token = `token-${++this.count}`;
    this.tokens.set(token, { person, family });
    return token;
  }

  async refresh(value: string): Promise<string> {
    this.refreshes++;
    await this.reach();
    const token = this.tokens.get(value);
    if (!token || this.dead.has(token.family)) throw new RefusedError('invalid_grant');
    if (token.consumedAt !== undefined && this.browser.time - token.consumedAt > repeated) {
      this.reuses++;
      this.dead.add(token.family);
      throw new RefusedError('invalid_grant');
    }
    token.consumedAt ??= this.browser.time;
    token.successor ??= this.issue(token.person, token.family);
    if (this.losesAnswer) {
      this.losesAnswer = false;
      throw new SignInUnavailableError('lost');
    }
    return token.successor;
  }

  async silent(): Promise<{ token: string; person: StoredPerson }> {
    this.silents++;
    await this.reach();
    if (!this.session) throw new RefusedError('login_required');
    return { token: this.issue(this.session.username), person: this.session };
  }

  /** Whom a request was sent as. */
  personOf({ headers }: Request): string | undefined {
    return this.tokens.get(headers.get('Authorization')?.slice('Bearer '.length) ?? '')?.person;
  }

  /** Ends everything that was signed in. */
  end(): void {
    this.session = undefined;
    for (const { family } of this.tokens.values()) this.dead.add(family);
  }

  async reach(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.isDown) throw new SignInUnavailableError('down');
  }
}

/** A browser with tabs of one origin, whose storage, locks and clock they share. */
export class FakeBrowser {
  time = 1_000_000;
  readonly server = new FakeServer(this);
  readonly storage = new Map<string, string>();
  private readonly truth = new Map<string, unknown>();
  private readonly tabs: FakeTab[] = [];
  private turn: Promise<unknown> = Promise.resolve();

  get copy(): TolerantStorage {
    return {
      get: (key) => this.storage.get(key) ?? null,
      set: (key, value) => {
        this.storage.set(key, value);
        return true;
      },
      remove: (key) => void this.storage.delete(key),
    };
  }

  readonly shared: Truth = {
    update: async (key, change) => {
      const next = change(this.truth.get(key));
      this.truth.set(key, next);
      return next;
    },
  };

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.turn.then(work, work);
    this.turn = next.catch(() => undefined);
    return next;
  }

  open(options: { readonly isAlone?: boolean; readonly url?: string } = {}): FakeTab {
    const tab = new FakeTab(this, options);
    this.tabs.push(tab);
    return tab;
  }

  tell(from: FakeTab, message: unknown): void {
    for (const tab of this.tabs) if (tab !== from) tab.receive(structuredClone(message));
  }

  /** Ends a tab as a crash does: it hears nothing any more. */
  close(tab: FakeTab): void {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
  }
}

interface FakeTokens {
  readonly id: string;
  readonly token: string;
  readonly person: StoredPerson;
  readonly expiresAt: number;
}

class FakeCredential implements Credential {
  constructor(readonly tokens: FakeTokens) {}
  get id(): string {
    return this.tokens.id;
  }
  get person(): StoredPerson {
    return this.tokens.person;
  }
  get expiresAt(): number {
    return this.tokens.expiresAt;
  }
  authenticate({ headers }: Request): void {
    headers.set('Authorization', `Bearer ${this.tokens.token}`);
  }
}

export class FakeTab {
  readonly session: LiveSession;
  /** What was sent to the APIs. */
  readonly sent: Request[] = [];
  answer: (request: Request) => Response | Promise<Response> = () => new Response('ok');
  left: string | undefined;
  isFrozen = false;
  private listener: (message: unknown) => void = () => {};
  private returned: () => void = () => {};
  private readonly waiting: unknown[] = [];

  constructor(
    private readonly browser: FakeBrowser,
    { isAlone = false, url = 'https://app.example/' }: { readonly isAlone?: boolean; readonly url?: string },
  ) {
    const { server } = browser;
    const of = (token: string, person: StoredPerson) =>
      new FakeCredential({ id: crypto.randomUUID(), token, person, expiresAt: browser.time + 300_000 });
    const keeper: Keeper = {
      isPerTab: true,
      prepare: () => undefined,
      redeem: async () => of((await server.silent()).token, server.session ?? ada),
      find: async () => undefined,
      isCurrent: () => true,
      refresh: async (credential) =>
        of(await server.refresh((credential as FakeCredential).tokens.token), credential.person),
      silent: async () => {
        const { token, person } = await server.silent();
        return of(token, person);
      },
      keep: () => undefined,
      pack: (credential) => (credential as FakeCredential).tokens,
      unpack: (message) => new FakeCredential(message as FakeTokens),
      end: async () => {
        await server.reach();
        server.ended++;
        server.end();
      },
    };
    const channel: Channel = {
      post: (message) => browser.tell(this, message),
      listen: (listener) => (this.listener = listener),
    };
    const platform: Platform = {
      fetch: async (request) => {
        this.sent.push(request);
        return this.answer(request);
      },
      now: () => browser.time,
      // In rounds of messages, which a busy machine does not make fewer.
      wait: async () => {
        for (let round = 0; round < 50; round++) await new Promise((resolve) => setImmediate(resolve));
      },
      url: () => new URL(url),
      showUrl: () => undefined,
      leave: (address) => (this.left = address),
      cookies: () => '',
      local: browser.copy,
      session: browser.copy,
      shared: isAlone ? undefined : { truth: browser.shared, channel },
      inTurn: (_name, work) => browser.inTurn(work),
      frame: () => Promise.reject(new Error('the keeper has none')),
      onReturn: (listener) => (this.returned = listener),
    };
    this.session = new LiveSession({
      platform,
      record: new SharedRecord('gatehouse', browser.copy, platform.shared?.truth),
      keeper,
      server: { signInUrl: async (_options, again) => `/authorize?again=${again}`, returnTo: async () => '/back' },
      apis: ['/messages', '/auth/'],
    });
  }

  receive(message: unknown): void {
    if (this.isFrozen) this.waiting.push(message);
    // A message comes later than what was stored before it.
    else setImmediate(() => this.listener(message));
  }

  thaw(): void {
    this.isFrozen = false;
    for (const message of this.waiting.splice(0)) this.listener(message);
    this.returned();
  }

  async post(body = 'text'): Promise<number | string> {
    return this.session.fetch('https://app.example/messages', { method: 'POST', body }).then(
      ({ status }) => status,
      (error: Error) => error.name,
    );
  }

  get bearer(): string | null | undefined {
    return this.sent.at(-1)?.headers.get('Authorization');
  }
}
