import { everyApi, scopesFor } from '@gatehouse/authorization';
import { type ProvenUser } from '../users/user';
import { claimsOf } from './account';
import { apiResourceServer } from './configuration';
import { jsonSignIn, webClientId } from '../first-party/first-party';
import { jsonSignInScope } from './identity-scopes';
import { lifetimes } from '../signing-keys/lifetimes';
import { type OidcServer } from './oidc-server';
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

/** Issues tokens to the first-party client without a redirect, through the same models as the flows with one. */
export class TokenIssuer {
  constructor(private readonly server: OidcServer) {}

  /**
   * Opens a session for a user who has just proven who they are. `asked` limits the scopes of the API (RFC 6749 §3.3); without it
   * the token has all that the user can have.
   */
  async issue({ user, authTime }: ProvenUser, asked?: readonly string[]): Promise<IssuedTokens> {
    const provider = await this.server.current();
    const { audience, registry } = this.server.parts;
    const client = await provider.Client.find(webClientId);
    if (!client) throw new Error('the first-party client is not declared');
    const accountId = user.id;
    const allowed = scopesFor(await registry.current(), everyApi, user);
    const apiScopes = asked ? allowed.filter((scope) => asked.includes(scope)) : allowed;
    const apiScope = apiScopes.join(' ');
    const amr = ['pwd'];

    const grant = new provider.Grant({ accountId, clientId: webClientId });
    grant.addOIDCScope(jsonSignInScope);
    if (apiScope !== '') grant.addResourceScope(audience, apiScope);
    const grantId = await grant.save();

    const sid = randomSecret();
    const sessionUid = randomSecret();
    // No cookie carries this session: only its tokens do.
    const session = new provider.Session();
    Object.assign(session, { uid: sessionUid, accountId, loginTs: authTime, amr, transient: true });
    session.authorizations = { [webClientId]: { sid, grantId } };
    await session.save(lifetimes.session);

    const bound = { accountId, client, grantId, gty: jsonSignIn, sid, sessionUid };
    const accessToken = new provider.AccessToken({ ...bound, ...(apiScope !== '' && { scope: apiScope }) });
    Object.assign(accessToken, { authTime });
    accessToken.resourceServer = new provider.ResourceServer(audience, apiResourceServer(audience, apiScopes));
    const refreshToken = new provider.RefreshToken({
      ...bound,
      amr,
      authTime,
      expiresWithSession: true,
      resource: audience,
      rotations: 0,
      scope: [jsonSignInScope, ...apiScopes].join(' '),
    });
    const idToken = new provider.IdToken({ ...claimsOf(user), amr, auth_time: authTime }, { client });
    Object.assign(idToken, { scope: jsonSignInScope });
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
