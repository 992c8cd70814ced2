import { type AuthorizationServer } from '../authorization-server';
import { RefusedError } from '../errors';
import { type Platform } from '../platform';
import { type SessionSettings } from '../settings';
import { type Credential } from './keeper';
import { type SessionRecord } from '../record/session-record';
import { TokenCredential, TokenKeeper } from './tokens';

/**
 * Tokens of a user pool. Its pages cannot be asked in silence from another site, and its session lives one hour, so the tokens of a
 * tab stay in its `sessionStorage`: they outlive a reload, and end with the tab.
 */
export class CognitoKeeper extends TokenKeeper {
  readonly endsElsewhere = true;
  private readonly key: string;
  private readonly hostedUi: string;

  constructor(
    server: AuthorizationServer,
    platform: Platform,
    private readonly settings: SessionSettings,
  ) {
    super(server, platform, '');
    this.key = `gatehouse.${settings.clientId}.tokens`;
    this.hostedUi = settings.hostedUi ?? '';
  }

  override async find({ newest }: SessionRecord): Promise<Credential | undefined> {
    const stored = this.lastResort();
    return stored?.id === newest ? stored : undefined;
  }

  /** Another tab has renewed since; a pool does not rotate refresh tokens unless it is told to. */
  lastResort(): Credential | undefined {
    try {
      return this.unpack(JSON.parse(this.platform.session.get(this.key) ?? 'null'));
    } catch {
      return undefined;
    }
  }

  override async silent(): Promise<Credential> {
    throw new RefusedError('a user pool is not asked in silence');
  }

  override keep(credential: Credential | undefined): void {
    if (credential) this.platform.session.set(this.key, JSON.stringify(this.pack(credential)));
    else this.platform.session.remove(this.key);
  }

  /** The pool ends its session, and leads back. */
  override async end(credential: Credential | undefined): Promise<void> {
    const { clientId } = this.settings;
    const token = credential instanceof TokenCredential ? credential.tokens.refreshToken : undefined;
    if (token !== undefined) {
      const body = new URLSearchParams({ token, client_id: clientId });
      const request = new Request(`${this.hostedUi}/oauth2/revoke`, { method: 'POST', body, keepalive: true });
      // The page is left in any case: the sign-out that follows ends the pool's own session.
      await this.platform.fetch(request).catch(() => undefined);
    }
    const back = `${this.platform.url().origin}/`;
    const query = new URLSearchParams({ client_id: clientId, logout_uri: back });
    this.platform.leave(`${this.hostedUi}/logout?${query.toString()}`);
  }

  /** The pool has an address for sign-up, and a name for languages, of its own. */
  signInUrl(url: string, { create, language }: { readonly create?: boolean; readonly language?: string }): string {
    const target = new URL(url);
    if (create) {
      target.pathname = '/signup';
      target.searchParams.delete('prompt');
    }
    target.searchParams.delete('ui_locales');
    const [first] = language?.split(' ') ?? [];
    if (first) target.searchParams.set('lang', first);
    return target.href;
  }
}
