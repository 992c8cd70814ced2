import { type User } from '../users/user';
import { authTimeOf, claimsOf } from './account';
import { apiResourceServer } from './configuration';
import { webClientId } from './first-party';
import { lifetimes } from './lifetimes';
import { type OidcServer } from './oidc-server';
import { apiScopesFor } from './scopes';
import { randomSecret } from './storage/sealing';

/** Token response of RFC 6749 §5.1 with the ID token of OpenID Connect. */
export interface IssuedTokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

const identityScope = 'openid profile email';
const gty = 'first_party_login';

/** Issues tokens to the first-party client without a redirect, through the same models as the flows with one. */
export class TokenIssuer {
  constructor(private readonly server: OidcServer) {}

  /** Opens a session for a user who has just proven who they are. */
  async issue(user: User): Promise<IssuedTokens> {
    const provider = await this.server.current();
    const { audience } = this.server.parts;
    const client = await provider.Client.find(webClientId);
    if (!client) throw new Error('the first-party client is not declared');
    const accountId = user.id;
    const apiScope = apiScopesFor(user.roles).join(' ');
    const authTime = authTimeOf(user);
    const amr = ['pwd'];

    const grant = new provider.Grant({ accountId, clientId: webClientId });
    grant.addOIDCScope(identityScope);
    grant.addResourceScope(audience, apiScope);
    const grantId = await grant.save();

    const sid = randomSecret();
    const sessionUid = randomSecret();
    // No cookie carries this session: only its tokens do.
    const session = new provider.Session();
    Object.assign(session, { uid: sessionUid, accountId, loginTs: authTime, amr, transient: true });
    session.authorizations = { [webClientId]: { sid, grantId } };
    await session.save(lifetimes.session);

    const bound = { accountId, client, grantId, gty, sid, sessionUid };
    const accessToken = new provider.AccessToken({ ...bound, scope: apiScope });
    accessToken.resourceServer = new provider.ResourceServer(
      audience,
      apiResourceServer(audience, apiScope.split(' ')),
    );
    const refreshToken = new provider.RefreshToken({
      ...bound,
      amr,
      authTime,
      expiresWithSession: true,
      resource: audience,
      rotations: 0,
      scope: `${identityScope} ${apiScope}`,
    });
    const idToken = new provider.IdToken({ ...claimsOf(user), amr, auth_time: authTime }, { client });
    Object.assign(idToken, { scope: identityScope });
    idToken.set('sid', sid);

    const [access_token, refresh_token, id_token] = await Promise.all([
      accessToken.save(),
      refreshToken.save(),
      idToken.issue({ use: 'idtoken' }),
    ]);
    const expires_in = accessToken.expiration;
    return { access_token, id_token, refresh_token, token_type: 'Bearer', expires_in, scope: apiScope };
  }
}
