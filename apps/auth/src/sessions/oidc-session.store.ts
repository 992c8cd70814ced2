import { type Logger } from '@nestjs/common';
import { type OidcServer } from '../oidc/oidc-server';
import { keyOf, type OidcItem, type OidcItems } from '../oidc/storage/oidc-items';
import { SessionStore, type StoredSession } from './session.store';

/** What the types leave out. */
interface LogoutClient {
  backchannelLogout(accountId: string, sid: string | undefined): Promise<void>;
}

interface SessionPayload {
  readonly uid: string;
  readonly accountId: string;
  readonly loginTs?: number;
  readonly iat: number;
  readonly exp: number;
  readonly transient?: boolean;
  readonly authorizations?: StoredSession['authorizations'];
}

function payloadOf({ payload }: OidcItem): SessionPayload {
  return JSON.parse(payload ?? '{}') as SessionPayload;
}

function toSession({ uid, accountId, loginTs, iat, exp, authorizations = {} }: SessionPayload): StoredSession {
  return { id: uid, accountId, signedInAt: loginTs ?? iat, expiresAt: exp, authorizations };
}

/** Sessions as oidc-provider keeps them. */
export class OidcSessionStore extends SessionStore {
  constructor(
    private readonly items: OidcItems,
    private readonly server: OidcServer,
    private readonly logger: Logger,
  ) {
    super();
  }

  async ofAccount(accountId: string): Promise<StoredSession[]> {
    const sessions: StoredSession[] = [];
    for await (const item of this.items.byOwner(accountId, 'Session')) {
      const payload = payloadOf(item);
      if (await this.isAlive(item, payload)) sessions.push(toSession(payload));
    }
    return sessions.sort((a, b) => b.signedInAt - a.signedInAt);
  }

  async end(session: StoredSession): Promise<void> {
    const { id, expiresAt, authorizations } = session;
    const pk = keyOf('uid', id);
    const target = (await this.items.get(pk))?.target;
    // This write ends the session and all that is bound to it, also for a request that has it in memory and saves it later.
    await this.items.put({ pk, ended: true, expiresAt });
    if (target !== undefined) await this.items.delete(target);
    // Offline access is bound to the grant alone.
    for (const { grantId } of Object.values(authorizations)) {
      if (grantId !== undefined) await this.items.endGrant(grantId);
    }
    await this.tellClients(session);
  }

  private async isAlive({ pk }: OidcItem, { uid, transient, authorizations = {} }: SessionPayload): Promise<boolean> {
    const pointer = await this.items.get(keyOf('uid', uid));
    if (pointer?.target !== pk || pointer.ended) return false;
    if (!transient) return true;
    // No cookie carries a JSON sign-in: with its family it is over.
    for (const { grantId } of Object.values(authorizations)) {
      if (grantId !== undefined && (await this.items.get(keyOf('Grant', grantId)))) return true;
    }
    return false;
  }

  /** OpenID Connect Back-Channel Logout §2.3. The session is over whether they hear of it or not. */
  private async tellClients({ accountId, authorizations }: StoredSession): Promise<void> {
    const provider = await this.server.current();
    await Promise.all(
      Object.entries(authorizations).map(async ([clientId, { sid }]) => {
        try {
          const client = await provider.Client.find(clientId);
          if (client?.backchannelLogoutUri !== undefined)
            await (client as unknown as LogoutClient).backchannelLogout(accountId, sid);
        } catch (error) {
          this.logger.warn({ err: error, clientId }, 'A client could not be told that a session is over');
        }
      }),
    );
  }
}
