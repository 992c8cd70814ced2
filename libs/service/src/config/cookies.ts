import { type CookieOptions } from '@gatehouse/auth';
import { z } from 'zod';

/** The variable that says whether the access token of the web app is in a cookie, out of reach of its scripts. */
export const cookieVariables = {
  AUTH_COOKIES: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
};

/** The cookie that holds the access token. */
export const accessTokenCookie = '__Host-access_token';

/** How the guards take the cookie: from pages of the service's own origin and of these. */
export function cookieOptions(
  mode: 'on' | 'off' | undefined,
  webOrigins: readonly string[],
): { readonly cookie?: CookieOptions } {
  return mode === 'on' ? { cookie: { name: accessTokenCookie, trustedOrigins: webOrigins } } : {};
}
