import { bearerTokenOfRequest, InvalidTokenError } from '@gatehouse/access-token';
import { cookieToken, type CookieOptions } from './cookie';
import { type GuardedRequest, headersOf } from './guarded-request';

/** An access token and the way it came. */
export interface Credentials {
  readonly token: string;
  readonly fromCookie: boolean;
}

/**
 * The credentials of a request, or undefined. `Authorization: Bearer` (RFC 6750 §2.1) is always read and wins over the
 * cookie; the URL (§2.3) and the body (§2.2) never are. An ambiguous request is an `InvalidRequestError`,
 * an empty token an `InvalidTokenError`.
 */
export function credentialsOf(request: GuardedRequest, cookie: CookieOptions | undefined): Credentials | undefined {
  const { headers } = request;
  const token = bearerTokenOfRequest(headersOf(request));
  if (token !== undefined) {
    return { token, fromCookie: false };
  }
  if (headers.authorization !== undefined && /^bearer *$/i.test(headers.authorization)) {
    throw new InvalidTokenError('malformed', 'the token is empty');
  }
  const fromCookie = cookie && cookieToken(request.headers.cookie, cookie.name);
  return fromCookie === undefined ? undefined : { token: fromCookie, fromCookie: true };
}
