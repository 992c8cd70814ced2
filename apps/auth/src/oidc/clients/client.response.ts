import { type ClientMetadata } from 'oidc-provider';
import { z } from 'zod';
import { clientKinds, kindOf } from './new-client';

/** A client as administrators see it: neither a secret nor a digest of one. */
export const clientResponse = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(clientKinds),
  redirectUris: z.array(z.string()),
  postLogoutRedirectUris: z.array(z.string()),
  scopes: z
    .array(z.string())
    .nullable()
    .meta({ description: 'Null: all that the user can have, and none for a service.' }),
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).nullable(),
  backchannelLogoutUri: z.string().nullable(),
  pkceOptional: z.boolean(),
  dpop: z.boolean(),
  resource: z.string().nullable(),
  refreshWindow: z.number().nullable().meta({ description: 'Null: the default of the server.' }),
  secrets: z.int().meta({ description: 'How many secrets the client has: 0, 1 or 2.' }),
});
export type ClientResponse = z.infer<typeof clientResponse>;

export const clientsResponse = z.object({ items: z.array(clientResponse) });
export type ClientsResponse = z.infer<typeof clientsResponse>;

const secret = z.string().meta({ description: 'The new secret. It is not shown again.' });
export const clientWithSecretResponse = clientResponse.extend({ secret });
export const addedClientResponse = clientResponse.extend({ secret: secret.optional() });
export type AddedClientResponse = z.infer<typeof addedClientResponse>;

export function toClientResponse(client: ClientMetadata): ClientResponse {
  return {
    id: client.client_id,
    name: client.client_name ?? '',
    kind: kindOf(client),
    redirectUris: [...(client.redirect_uris ?? [])],
    postLogoutRedirectUris: [...(client.post_logout_redirect_uris ?? [])],
    scopes: (client['api_scope'] as string | undefined)?.split(' ') ?? null,
    jwks: client.jwks ? { keys: client.jwks.keys.map((key) => ({ ...key })) } : null,
    backchannelLogoutUri: client.backchannel_logout_uri ?? null,
    pkceOptional: client['pkce_optional'] === true,
    dpop: client.dpop_bound_access_tokens === true,
    resource: (client['resource'] as string | undefined) ?? null,
    refreshWindow: (client['refresh_window'] as number | undefined) ?? null,
    secrets: (client['secrets'] as number | undefined) ?? 0,
  };
}
