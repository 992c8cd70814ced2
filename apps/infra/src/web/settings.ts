import { type Site, type System } from '../system';

/** The client of the authorization server that the page is. */
const webClientId = 'gatehouse-web';

const identityScopes = ['openid', 'profile', 'email'];

/** What the page reads from `/settings.json` when it starts. */
export function pageSettings({ stage, services, cognito }: System, { trust }: Site): Readonly<Record<string, string>> {
  const scopes = [...services.keys()].flatMap((card) => card.scopes.map(({ name }) => name));
  // A user pool names a scope after its resource server; the services get the short name in the token.
  const named = cognito ? scopes.map((scope) => `${stage.audience}/${scope}`) : scopes;
  return {
    session: stage.web.session ?? '',
    issuer: trust.issuer,
    clientId: cognito ? trust.audience : webClientId,
    scope: [...identityScopes, ...named].join(' '),
    ...(cognito && { hostedUi: cognito.domain.baseUrl() }),
  };
}
