import { type Logger } from '@nestjs/common';
import { type OidcServer } from '../oidc/oidc-server';
import { keyOf, type OidcItem, type OidcItems } from '../oidc/storage/oidc-items';
import { digestOf } from '../oidc/storage/sealing';
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

interface RefreshTokenPayload {
  readonly accountId: string;
  readonly clientId: string;
  readonly authTime?: number;
  readonly iat: number;
  readonly exp: number;
  readonly sid?: string;
}

function payloadOf<T>({ payload }: OidcItem): T {
  return JSON.parse(payload ?? '{}') as T;
}

function toSession({ uid, accountId, loginTs, iat, exp, authorizations = {} }: SessionPayload): StoredSession {
  return { id: uid, accountId, signedInAt: loginTs ?? iat, expiresAt: exp, authorizations, offline: false };
}

function toOfflineAccess(token: RefreshTokenPayload, grantId: string): StoredSession {
  const { accountId, clientId, authTime, iat, exp, sid } = token;
  const authorization = { grantId, ...(sid !== undefined && { sid }) };
  return {
    id: digestOf(grantId),
    accountId,
    signedInAt: authTime ?? iat,
    expiresAt: exp,
    authorizations: { [clientId]: authorization },
    offline: true,
  };
}

function grantIdsOf(sessions: readonly StoredSession[]): Set<string> {
  const ids = sessions.flatMap(({ authorizations }) => Object.values(authorizations).map(({ grantId }) => grantId));
  return new Set(ids.filter((id) => id !== undefined));
}

/** Sessions and grants as oidc-provider keeps them. */
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
      const payload = payloadOf<SessionPayload>(item);
      if (await this.isAlive(item, payload)) sessions.push(toSession(payload));
      // What is over does not come back: without this, remnants would make every further list longer.
      else await this.items.delete(item.pk);
    }
    const ofSessions = grantIdsOf(sessions);
    for await (const item of this.items.byOwner(accountId, 'RefreshToken')) {
      const { grantId } = item;
      if (grantId === undefined || ofSessions.has(grantId) || !(await this.isOffline(item))) continue;
      ofSessions.add(grantId);
      sessions.push(toOfflineAccess(payloadOf(item), grantId));
    }
    return sessions.sort((a, b) => b.signedInAt - a.signedInAt);
  }

  async end(sessions: readonly StoredSession[]): Promise<void> {
    for (const { id, offline } of sessions) if (!offline) await this.endSession(keyOf('uid', id));
    // Offline access is bound to the grant alone.
    for (const grantId of grantIdsOf(sessions)) await this.items.endGrant(grantId);
  }

  async callClients(sessions: readonly StoredSession[]): Promise<void> {
    await Promise.all(sessions.map((session) => this.callClientsOf(session)));
  }

  async endGrants(accountId: string, kept: readonly StoredSession[], since = Infinity): Promise<void> {
    const keptKeys = new Set([...grantIdsOf(kept)].map((id) => keyOf('Grant', id)));
    for await (const item of this.items.byOwner(accountId, 'Grant')) {
      const isLater = payloadOf<{ iat: number }>(item).iat >= since;
      if (!isLater && !keptKeys.has(item.pk)) await this.items.end(item.pk);
    }
  }

  async count(accountId: string, limit: number): Promise<number> {
    return this.items.countByOwner(accountId, 'Session', limit);
  }

  private async endSession(pointer: string): Promise<void> {
    const target = (await this.items.get(pointer))?.target;
    await this.items.end(pointer);
    if (target !== undefined) await this.items.delete(target);
  }

  private async isAlive({ pk }: OidcItem, { uid, transient, authorizations = {} }: SessionPayload): Promise<boolean> {
    const pointer = await this.items.get(keyOf('uid', uid));
    if (pointer?.target !== pk) return false;
    if (!transient) return true;
    // No cookie carries a JSON sign-in: with its family it is over.
    for (const { grantId } of Object.values(authorizations)) {
      if (grantId !== undefined && (await this.items.get(keyOf('Grant', grantId)))) return true;
    }
    return false;
  }

  /** Whether a client that is there can still refresh with it. */
  private async isOffline(item: OidcItem): Promise<boolean> {
    if (item.consumedAt !== undefined || !(await this.items.get(keyOf('Grant', item.grantId ?? '')))) return false;
    const { clientId } = payloadOf<RefreshTokenPayload>(item);
    return (await (await this.server.current()).Client.find(clientId)) !== undefined;
  }

  /** OpenID Connect Back-Channel Logout §2.3. The session is over whether the call succeeds or not. */
  private async callClientsOf({ accountId, authorizations }: StoredSession): Promise<void> {
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
