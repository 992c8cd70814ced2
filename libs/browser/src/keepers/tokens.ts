import { type AuthorizationServer, type TokenAnswer } from '../authorization-server';
import { RefusedError, SignInUnavailableError } from '../errors';
import { isStoredPerson, type StoredPerson } from '../person';
import { type Platform } from '../platform';
import { type SessionRecord } from '../record/session-record';
import { type Credential, type Keeper } from './keeper';

/** Tokens as tabs hand them to each other. */
interface TokenMessage {
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  readonly idToken?: string | undefined;
  readonly expiresAt: number;
  readonly person: StoredPerson;
}

export class TokenCredential implements Credential {
  constructor(readonly tokens: TokenMessage) {}

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
    headers.set('Authorization', `Bearer ${this.tokens.accessToken}`);
  }
}

function isTokenMessage(value: unknown): value is TokenMessage {
  const message = (value ?? {}) as Partial<TokenMessage>;
  const texts = [message.id, message.accessToken];
  return (
    texts.every((text) => typeof text === 'string') &&
    Number.isFinite(message.expiresAt) &&
    isStoredPerson(message.person)
  );
}

/** Tokens in the memory of the tabs, and nowhere else. */
export class TokenKeeper implements Keeper {
  constructor(
    protected readonly server: AuthorizationServer,
    protected readonly platform: Platform,
    private readonly logoutUrl: string,
  ) {}

  prepare(): void {
    this.server.prepare();
  }

  async redeem(answer: string): Promise<Credential> {
    return this.credentialOf(await this.server.redeem(answer));
  }

  readonly isPerTab = true;

  async find(_known: SessionRecord): Promise<Credential | undefined> {
    return undefined;
  }

  isCurrent(_credential: Credential): boolean {
    return true;
  }

  async refresh(credential: Credential): Promise<Credential> {
    const { refreshToken, idToken, person } = (credential as TokenCredential).tokens;
    if (refreshToken === undefined) throw new RefusedError('there is no refresh token');
    return this.credentialOf(await this.server.refresh(refreshToken, idToken, person), refreshToken);
  }

  async silent(): Promise<Credential> {
    return this.credentialOf(await this.server.redeem(await this.server.silentAnswer(), '/silent'));
  }

  keep(_credential: Credential | undefined): void {
    // The session has it.
  }

  pack(credential: Credential): unknown {
    return (credential as TokenCredential).tokens;
  }

  unpack(message: unknown): Credential | undefined {
    return isTokenMessage(message) ? new TokenCredential(message) : undefined;
  }

  async end(credential: Credential | undefined): Promise<void> {
    const isFresh = credential !== undefined && credential.expiresAt > this.platform.now();
    if (isFresh && (await this.logOut(credential))) return;
    // The session at the server may be alive although its tokens are not.
    const other = await this.silent().catch((error: unknown) => {
      if (error instanceof RefusedError) return undefined;
      throw error;
    });
    if (other) await this.logOut(other);
  }

  /** False: the access token was refused. */
  private async logOut(credential: Credential): Promise<boolean> {
    const request = new Request(this.logoutUrl, {
      method: 'POST',
      credentials: 'omit',
      redirect: 'error',
      keepalive: true,
    });
    credential.authenticate(request);
    const { ok, status } = await this.platform.fetch(request).catch((error: unknown) => {
      throw new SignInUnavailableError(error);
    });
    if (!ok && status !== 401) throw new SignInUnavailableError(`status ${status}`);
    return ok;
  }

  /** The server need not send another refresh token. */
  private credentialOf({ lifetime, ...tokens }: TokenAnswer, refreshToken?: string): TokenCredential {
    const expiresAt = this.platform.now() + lifetime * 1000;
    return new TokenCredential({
      ...tokens,
      refreshToken: tokens.refreshToken ?? refreshToken,
      id: crypto.randomUUID(),
      expiresAt,
    });
  }
}
