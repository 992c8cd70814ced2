import { z } from 'zod';

/** RFC 6749 §5.1. */
export const loginResponse = z.object({
  access_token: z.string().meta({ description: 'JWT (RFC 9068) for the API' }),
  id_token: z.string().meta({ description: 'ID token (OpenID Connect Core §2)' }),
  refresh_token: z.string().meta({ description: 'Opaque; good at /auth/oauth2/token, once' }),
  token_type: z.literal('Bearer'),
  expires_in: z.number().int().meta({ description: 'Seconds that the access token lives' }),
  scope: z.string(),
});
