import { keyOf, type OidcItem, type OidcItems } from '../oidc/storage/oidc-items';
import { SessionStore, type StoredSession } from './session.store';

interface SessionPayload {
  readonly uid: string;
  readonly accountId: string;
  readonly loginTs?: number;
  readonly iat: number;
  readonly exp: number;
  readonly authorizations?: StoredSession['authorizations'];
}

function toSession({ payload }: OidcItem): StoredSession {
  const { uid, accountId, loginTs, iat, exp, authorizations = {} } = JSON.parse(payload ?? '{}') as SessionPayload;
  return { id: uid, accountId, signedInAt: loginTs ?? iat, expiresAt: exp, authorizations };
}

export class OidcSessionStore extends SessionStore {
  constructor(private readonly items: OidcItems) {
    super();
  }

  async ofAccount(accountId: string): Promise<StoredSession[]> {
    const sessions: StoredSession[] = [];
    for await (const item of this.items.byOwner(accountId, 'Session')) {
      const session = toSession(item);
      const pointer = await this.items.get(keyOf('uid', session.id));
      if (pointer?.target === item.pk && !pointer.ended) sessions.push(session);
    }
    return sessions.sort((a, b) => b.signedInAt - a.signedInAt);
  }

  async end({ id, expiresAt, authorizations }: StoredSession): Promise<void> {
    const pk = keyOf('uid', id);
    const target = (await this.items.get(pk))?.target;
    // This write ends the session and all that is bound to it, also for a request that has it in memory and saves it later.
    await this.items.put({ pk, ended: true, expiresAt });
    if (target !== undefined) await this.items.delete(target);
    // Offline access is bound to the grant alone.
    for (const { grantId } of Object.values(authorizations))
      if (grantId !== undefined) await this.items.endGrant(grantId);
  }
}
