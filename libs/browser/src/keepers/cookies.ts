import { type AuthorizationServer, type CodeAnswer } from '../authorization-server';
import { RefusedError, SignInUnavailableError } from '../errors';
import { isStoredPerson, type StoredPerson } from '../person';
import { type Platform } from '../platform';
import { type SessionRecord } from '../record/session-record';
import { type Credential, type Keeper } from './keeper';

export const csrfCookie = '__Host-csrf';
export const csrfHeader = 'X-CSRF-Token';
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Names a cookie by a part of its CSRF value, which alone opens nothing. */
function idOf(csrf: string): string {
  return csrf.slice(0, 12);
}

class CookieCredential implements Credential {
  readonly id: string;

  constructor(
    readonly csrf: string,
    readonly person: StoredPerson,
    readonly expiresAt: number,
  ) {
    this.id = idOf(csrf);
  }

  /** The value is bound to the access token, so the request fails rather than act as somebody who signed in meanwhile. */
  authenticate({ headers, method }: Request): void {
    if (!safeMethods.has(method)) headers.set(csrfHeader, this.csrf);
  }
}

/** What `GET /auth/sessions/current` answers. */
interface CurrentSession {
  readonly subject: string;
  readonly username: string;
  readonly name: string | null;
  readonly scopes: readonly string[];
  /** Seconds. */
  readonly expiresIn: number;
}

/** Cookies that scripts cannot read; what is known of them is their CSRF value. */
export class CookieKeeper implements Keeper {
  constructor(
    private readonly server: AuthorizationServer,
    private readonly platform: Platform,
    private readonly clientId: string,
    /** Of the authorization server, on the origin of the page. */
    private readonly base: string,
  ) {}

  prepare(): void {
    // A session that goes on needs nothing but its cookies.
  }

  async redeem(answer: string): Promise<Credential> {
    return this.exchange(await this.server.codeOf(answer));
  }

  readonly isPerTab = false;

  /** Asks the server who the cookies are of. */
  async find({ person: known }: Pick<SessionRecord, 'person'>): Promise<Credential | undefined> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const before = this.csrf();
      if (before === undefined) return undefined;
      const answer = await this.ask('sessions/current', 'GET');
      // Expired: whose it was, the refresh will say.
      if (answer.status === 401 && known) return new CookieCredential(before, known, 0);
      if (answer.status === 401) return undefined;
      if (!answer.ok) throw new SignInUnavailableError(`status ${answer.status}`);
      const { subject, username, name, scopes, expiresIn } = (await answer.json()) as CurrentSession;
      // Else another tab changed the cookies meanwhile, and the answer may be about either.
      if (before !== this.csrf()) continue;
      const person = { subject, username, name, scopes: [...scopes].sort() };
      if (!isStoredPerson(person)) throw new SignInUnavailableError('the answer is not a session');
      return new CookieCredential(before, person, this.platform.now() + expiresIn * 1000);
    }
    throw new SignInUnavailableError('the cookies change all the time');
  }

  isCurrent(credential: Credential): boolean {
    const csrf = this.csrf();
    return csrf !== undefined && idOf(csrf) === credential.id;
  }

  async refresh(): Promise<Credential> {
    await this.token({ grant_type: 'refresh_token' });
    return this.found();
  }

  async silent(): Promise<Credential> {
    return this.exchange(await this.server.codeOf(await this.server.silentAnswer(), '/silent'));
  }

  keep(_credential: Credential | undefined): void {
    // The browser has it.
  }

  pack(credential: Credential): unknown {
    const { csrf, person, expiresAt } = credential as CookieCredential;
    return { csrf, person, expiresAt };
  }

  unpack(message: unknown): Credential | undefined {
    const { csrf, person, expiresAt } = (message ?? {}) as Partial<CookieCredential>;
    const isWhole = typeof csrf === 'string' && typeof expiresAt === 'number' && isStoredPerson(person);
    return isWhole ? new CookieCredential(csrf, person, expiresAt) : undefined;
  }

  async end(): Promise<void> {
    if (await this.logOut()) return;
    // The access token had expired.
    const isAlive = await this.token({ grant_type: 'refresh_token' }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof RefusedError) return false;
        throw error;
      },
    );
    if (isAlive) await this.logOut();
  }

  private csrf(): string | undefined {
    const pairs = this.platform.cookies().split('; ');
    return pairs.find((pair) => pair.startsWith(`${csrfCookie}=`))?.slice(csrfCookie.length + 1) || undefined;
  }

  /** False: the access token was refused. */
  private async logOut(): Promise<boolean> {
    const { ok, status } = await this.ask('logout', 'POST');
    if (!ok && status !== 401) throw new SignInUnavailableError(`status ${status}`);
    return ok;
  }

  private async exchange({ code, verifier, redirectUri }: CodeAnswer): Promise<Credential> {
    await this.token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri });
    return this.found();
  }

  private async found(): Promise<Credential> {
    const credential = await this.find({ person: null });
    if (!credential) throw new RefusedError('the cookies were refused');
    return credential;
  }

  private async token(form: Readonly<Record<string, string>>): Promise<void> {
    const body = new URLSearchParams({ ...form, client_id: this.clientId });
    const answer = await this.ask('oauth2/token', 'POST', body);
    if (answer.ok) return;
    const { error } = (await answer.json().catch(() => ({}))) as { error?: unknown };
    if (answer.status === 400 && error === 'invalid_grant') throw new RefusedError(error);
    throw new SignInUnavailableError(`status ${answer.status}`);
  }

  private async ask(path: string, method: 'GET' | 'POST', body?: URLSearchParams): Promise<Response> {
    const signal = AbortSignal.timeout(10_000);
    const init = { method, signal, credentials: 'same-origin', redirect: 'error', cache: 'no-store' } as const;
    const request = new Request(`${this.base}/${path}`, { ...init, ...(body && { body }) });
    const csrf = this.csrf();
    if (method === 'POST' && csrf !== undefined) request.headers.set(csrfHeader, csrf);
    try {
      return await this.platform.fetch(request);
    } catch (error) {
      throw new SignInUnavailableError(error);
    }
  }
}
