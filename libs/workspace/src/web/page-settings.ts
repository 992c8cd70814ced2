import { type ServiceCard } from '@gatehouse/service-card';

/** How the page keeps a person signed in. */
export const sessionKinds = ['tokens', 'cookies', 'cognito'] as const;
/** One of `sessionKinds`. */
export type SessionKind = (typeof sessionKinds)[number];

/** What the page reads at `/settings.json` before anything else. */
export interface PageSettings {
  readonly session: SessionKind;
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** Origin of Cognito's pages; with the session `cognito` alone. */
  readonly hostedUi?: string;
}

/** The client of the page at our own authorization server. */
export const pageClientId = 'gatehouse-web';

/** All that the page can ask for: a person gets those scopes that the roles allow. `prefix` comes before each scope of a service. */
export function pageScope(cards: readonly ServiceCard[], prefix = ''): string {
  const scopes = cards.flatMap((card) => card.scopes.map(({ name }) => prefix + name));
  return ['openid', 'profile', 'email', ...scopes].join(' ');
}
