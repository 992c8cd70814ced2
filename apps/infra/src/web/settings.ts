import { pageClientId, pageScope, type PageSettings } from '@gatehouse/workspace';
import { type Site, type System } from '../system';

/** What the page reads from `/settings.json` when it starts. */
export function pageSettings({ stage, services, cognito }: System, { trust }: Site): PageSettings {
  const { session } = stage.web;
  if (session === undefined) throw new Error(`The stage ${stage.name} has no page.`);
  const cards = [...services.keys()];
  const { issuer } = trust;
  if (!cognito) return { session, issuer, clientId: pageClientId, scope: pageScope(cards) };
  return {
    session,
    issuer,
    clientId: trust.audience,
    // A user pool names a scope after its resource server; the services get the short name in the token.
    scope: pageScope(cards, `${stage.audience}/`),
    hostedUi: cognito.domain.baseUrl(),
  };
}
