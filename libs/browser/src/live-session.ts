import { type AuthorizationServer, isAnswer, type SignInOptions } from './authorization-server';
import { RefusedError, SessionEndedError, SignInUnavailableError } from './errors';
import { basesOf, interceptor } from './interceptor';
import { type Credential, type Keeper } from './keepers/keeper';
import { isSamePerson, personOf, type StoredPerson } from './person';
import { type Platform } from './platform';
import { type SharedRecord } from './record/shared-record';
import { Renewal } from './renewal';
import { type Session, type SessionState } from './session';
import { Tabs } from './tabs';

// Milliseconds for which a tab waits for what others hold: at the start there may be none, later there are.
const patience = { start: 300, use: 1_000 };

/** The parts of a session. */
export interface SessionParts {
  readonly platform: Platform;
  readonly record: SharedRecord;
  readonly keeper: Keeper;
  readonly server: Pick<AuthorizationServer, 'signInUrl' | 'returnTo'>;
  readonly apis: readonly string[];
}

/** The session of a person in this tab. */
export class LiveSession implements Session {
  readonly fetch: typeof globalThis.fetch;
  private current: SessionState;
  private readonly listeners = new Set<() => void>();
  private readonly tabs: Tabs;
  private readonly renewal: Renewal;
  private starting: Promise<{ returnTo: string | null }> | undefined;
  private isStarted = false;
  private renewing: Promise<Credential> | undefined;
  /** The sign-in that this tab takes part in, and what it holds of it. */
  private epoch: string | undefined;
  private credential: Credential | undefined;
  /** A sign-in that goes on in other tabs, and that this one has no way into. */
  private outside: string | undefined;

  constructor(private readonly parts: SessionParts) {
    const { platform, record, keeper, apis } = parts;
    const { person } = record.peek();
    this.current = { status: 'starting', person: person && personOf(person) };
    this.tabs = new Tabs(platform.shared?.channel, keeper, {
      changed: () => this.sync(),
      renewed: (credential, epoch) => this.takeOver(credential, epoch),
      held: (epoch) => (epoch === this.epoch ? this.credential : undefined),
    });
    this.renewal = new Renewal(platform, record, keeper, this.tabs);
    platform.onReturn(() => this.sync());
    this.fetch = interceptor(basesOf(apis, platform.url().origin), (request) => platform.fetch(request), {
      shown: () => this.subject,
      now: () => {
        this.sync();
        return this.subject;
      },
      started: () => this.start().catch(() => undefined),
      fresh: () => this.fresh(),
      renewed: (refused) => this.renew(refused),
      isCurrent: (credential) => keeper.isCurrent(credential),
    });
  }

  get state(): SessionState {
    return this.current;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  start(): Promise<{ returnTo: string | null }> {
    return (this.starting ??= this.begin());
  }

  async signIn(options: SignInOptions = {}): Promise<void> {
    const { platform, server, keeper, record } = this.parts;
    const url = await server.signInUrl(options, record.peek().unfinished === true);
    platform.leave(keeper.signInUrl?.(url, options) ?? url);
  }

  async signOut(): Promise<void> {
    const { keeper } = this.parts;
    const { credential } = this;
    // Until the server has ended the session, the next sign-in asks for the password, whoever is at the keyboard then.
    await this.close('signed-out');
    await keeper.end(credential);
    await this.signOutIsFinished();
  }

  private get subject(): string | undefined {
    return this.current.status === 'signed-out' ? undefined : this.current.person?.subject;
  }

  private async begin(): Promise<{ returnTo: string | null }> {
    const { platform, record } = this.parts;
    const url = platform.url();
    let returnTo: string | null = null;
    try {
      if (url.pathname === '/callback' && isAnswer(url)) {
        // A code is for one use. It stays neither in the address bar nor in a Referer.
        platform.showUrl(url.pathname);
        const answered = await this.finishSignIn(url);
        returnTo = answered.returnTo;
        if (answered.isSignedIn) return { returnTo };
      }
      const { person, unfinished } = record.peek();
      if (person) await this.returnInSilence(person);
      else if (unfinished) void this.finishSignOut();
      return { returnTo };
    } finally {
      this.isStarted = true;
      const { person, because } = record.peek();
      if (person) this.sync();
      else if (this.current.status === 'starting') {
        // What a tab has kept of a person is nobody else's after the sign-out, also where the tab was not there to see it.
        this.change({ status: 'signed-out', because: because === 'signed-out' ? because : 'never' });
      }
    }
  }

  private async finishSignIn(answer: URL): Promise<{ returnTo: string | null; isSignedIn: boolean }> {
    const { server, keeper } = this.parts;
    const returnTo = await server.returnTo(answer);
    // Somebody else began it, such as an attacker who wants this person to write under the attacker's account.
    if (returnTo === undefined) return { returnTo: null, isSignedIn: false };
    return this.inTurn(async () => {
      try {
        await this.enter(await keeper.redeem(answer.href));
      } catch (error) {
        if (error instanceof RefusedError) return { returnTo, isSignedIn: false };
        // The code may be used up by now, but the person has signed in.
        const other = await keeper.silent().catch(() => Promise.reject(error as Error));
        await this.enter(other);
      }
      return { returnTo, isSignedIn: true };
    });
  }

  private async returnInSilence(person: StoredPerson): Promise<void> {
    const { keeper, record } = this.parts;
    this.epoch = record.peek().epoch;
    keeper.prepare();
    try {
      await this.renew(undefined, patience.start);
    } catch (error) {
      // An outage signs nobody out: the next use tries again.
      if (error instanceof SignInUnavailableError) this.change({ status: 'signed-in', person: personOf(person) });
      else if (!(error instanceof SessionEndedError)) throw error;
    }
  }

  private async finishSignOut(): Promise<void> {
    const { keeper } = this.parts;
    await keeper.end(undefined).then(
      () => this.signOutIsFinished(),
      () => undefined,
    );
  }

  private async signOutIsFinished(): Promise<void> {
    await this.parts.record.update(({ unfinished: _, ...rest }) => rest);
  }

  private async fresh(): Promise<Credential> {
    const { credential } = this;
    if (this.renewal.isFresh(credential)) return credential;
    try {
      return await this.renew(credential);
    } catch (error) {
      const isUsable = credential && credential === this.credential && this.renewal.lifeOf(credential) > 0;
      if (isUsable && error instanceof SignInUnavailableError) return credential;
      throw error;
    }
  }

  /** All that wait in this tab wait for one renewal, and the tabs take turns. */
  private async renew(refused: Credential | undefined, wait = patience.use): Promise<Credential> {
    const running = await this.renewing;
    if (running && running.id !== refused?.id) return running;
    this.renewing ??= this.inTurn(() => this.renewInTurn(refused, wait)).finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.parts.platform.inTurn(this.parts.record.key, work);
  }

  private async renewInTurn(refused: Credential | undefined, wait: number): Promise<Credential> {
    const known = await this.parts.record.read();
    if (!known.person || known.epoch === this.outside) {
      this.sync();
      throw new SessionEndedError();
    }
    if (known.epoch !== this.epoch) this.move(known.epoch);
    const { credential: held } = this;
    try {
      const next = await this.renewal.renew(known, held, refused, wait);
      return next === held ? next : await this.publish(next, known.epoch);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      await this.over(known.epoch, held);
      throw new SessionEndedError();
    }
  }

  /** Begins a sign-in in all tabs. */
  private async enter(credential: Credential): Promise<void> {
    const epoch = crypto.randomUUID();
    await this.parts.record.update(() => ({ epoch, person: credential.person, newest: credential.id }));
    this.announce(credential, epoch);
  }

  /** Makes a credential the newest one of the sign-in, unless somebody signed in or out meanwhile. */
  private async publish(credential: Credential, epoch: string): Promise<Credential> {
    const { person, id: newest } = credential;
    const known = await this.parts.record.update((seen) => {
      if (seen.epoch !== epoch || !seen.person) return seen;
      const isSame = seen.person.subject === person.subject;
      return { epoch: isSame ? epoch : crypto.randomUUID(), person, newest };
    });
    if (known.newest !== newest) {
      this.sync();
      throw new SessionEndedError();
    }
    this.announce(credential, known.epoch);
    return credential;
  }

  private announce(credential: Credential, epoch: string): void {
    this.hold(credential, epoch);
    this.tabs.tellRenewal(credential, epoch);
  }

  private hold(credential: Credential, epoch: string): void {
    this.epoch = epoch;
    this.outside = undefined;
    this.credential = credential;
    this.parts.keeper.keep(credential);
    this.change({ status: 'signed-in', person: personOf(credential.person) });
  }

  /** The server says so. A tab that never held anything cannot tell: the others may hold what it lacks. */
  private async over(epoch: string, held: Credential | undefined): Promise<void> {
    if (held ?? !this.parts.keeper.lastResort) return this.close('ended', epoch);
    this.outside = epoch;
    this.move(undefined);
    this.change({ status: 'signed-out', because: 'ended' });
  }

  /** Ends the session in all tabs. */
  private async close(because: 'signed-out' | 'ended', epoch?: string): Promise<void> {
    const none = {
      epoch: crypto.randomUUID(),
      person: null,
      because,
      ...(because === 'signed-out' && !this.parts.keeper.endsElsewhere && { unfinished: true }),
    } as const;
    await this.parts.record.update((seen) => (epoch === undefined || seen.epoch === epoch ? none : seen));
    this.isStarted = true;
    this.tabs.tellChange();
    this.sync();
  }

  private takeOver(credential: Credential, epoch: string): void {
    if (!this.isStarted) return;
    const { epoch: known, person } = this.parts.record.peek();
    // What a tab hears after a sleep may be over long since.
    if (!person || epoch !== known) return this.sync();
    this.hold(credential, epoch);
  }

  /** Follows what other tabs have made of the session. */
  private sync(): void {
    if (!this.isStarted) return;
    const { epoch, person, because = 'ended' } = this.parts.record.peek();
    if (person) {
      if (epoch === this.outside) return;
      if (epoch !== this.epoch) this.move(epoch);
      this.change({ status: 'signed-in', person: personOf(person) });
    } else if (this.current.status !== 'signed-out') {
      this.move(undefined);
      this.change({ status: 'signed-out', because });
    }
  }

  /** To another sign-in, perhaps of another person. */
  private move(epoch: string | undefined): void {
    this.epoch = epoch;
    this.credential = undefined;
    this.parts.keeper.keep(undefined);
  }

  private change(next: SessionState): void {
    const { current } = this;
    const isSame =
      next.status === 'signed-out'
        ? current.status === next.status && current.because === next.because
        : current.status === next.status && isSamePerson(current.person, next.person);
    if (isSame) return;
    this.current = next;
    for (const listener of [...this.listeners]) listener();
  }
}
