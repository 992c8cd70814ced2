import { outlivesEnd } from '../../users/sign-in-time';
import { type UserDirectory } from '../account';
import { webClientId } from '../../first-party/first-party';
import { keyOf, type OidcItems } from '../storage/oidc-items';

/** Of a verified access token of this server: what it stands on. */
export interface TokenClaims {
  readonly sub: string;
  readonly client_id: string;
  readonly jti: string;
  /** Absent where a client acts on its own behalf. */
  readonly grant_id?: string;
  /** Seconds. */
  readonly auth_time?: number;
}

const revokedToken = 'RevokedToken';

/** Says of access tokens whose signature is good whether they still count: resource servers cannot see that. */
export class TokenStanding {
  constructor(
    private readonly items: OidcItems,
    private readonly users: UserDirectory,
  ) {}

  /** False once the sign-in, the grant, the client or the account has ended, or the account was signed out since. */
  async isGood(claims: TokenClaims): Promise<boolean> {
    const [isClient, isGranted] = await Promise.all([
      claims.client_id === webClientId || this.items.get(keyOf('Client', claims.client_id)).then(Boolean),
      claims.grant_id === undefined ? this.isGoodOfClient(claims) : this.isGoodOfUser(claims),
    ]);
    return isClient && isGranted;
  }

  /** Makes a token of a client on its own behalf bad; `exp` in seconds. */
  async revokeOfClient(jti: string, exp: number): Promise<void> {
    await this.items.put({ pk: keyOf(revokedToken, jti), expiresAt: exp + 60 });
  }

  private async isGoodOfClient({ sub, client_id, jti }: TokenClaims): Promise<boolean> {
    return sub === client_id && !(await this.items.get(keyOf(revokedToken, jti)));
  }

  private async isGoodOfUser({ sub, client_id, grant_id = '', auth_time }: TokenClaims): Promise<boolean> {
    const [user, grant] = await Promise.all([this.users.findById(sub), this.items.get(keyOf('Grant', grant_id))]);
    if (!user || user.disabledAt !== undefined || !grant || auth_time === undefined) return false;
    const { accountId, clientId } = JSON.parse(grant.payload ?? '{}') as { accountId?: string; clientId?: string };
    return accountId === sub && clientId === client_id && outlivesEnd(user, auth_time);
  }
}
