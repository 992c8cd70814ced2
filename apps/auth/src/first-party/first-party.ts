import { type Client, type ClientMetadata } from 'oidc-provider';

/** The client that the system brings: its own web app, and the JSON sign-in. */
export const webClientId = 'gatehouse-web';

/** What the tokens of the JSON sign-in come from, in the place of a grant type. */
export const jsonSignIn = 'first_party_login';

/** Client metadata of ours, beside the registered ones. */
export const extraClientMetadata = [
  'api_scope',
  'first_party',
  'pkce_optional',
  'previous_secret',
  'resource',
  'refresh_window',
];

export function firstPartyClients(webOrigins: readonly string[]): ClientMetadata[] {
  const hasPages = webOrigins.length > 0;
  return [
    {
      client_id: webClientId,
      client_name: 'Gatehouse',
      application_type: 'web',
      token_endpoint_auth_method: 'none',
      // Without an origin to come back to there is the JSON sign-in alone.
      grant_types: [...(hasPages ? ['authorization_code'] : []), 'refresh_token'],
      response_types: hasPages ? ['code'] : [],
      redirect_uris: webOrigins.flatMap((origin) => [`${origin}/callback`, `${origin}/silent`]),
      post_logout_redirect_uris: webOrigins.map((origin) => `${origin}/`),
      first_party: true,
    },
  ];
}

/** Our own clients ask for no consent and refresh as long as the session lives. */
export function isFirstParty(client: Client): boolean {
  return client['first_party'] === true;
}
