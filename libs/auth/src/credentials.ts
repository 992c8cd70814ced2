import type { IncomingHttpHeaders } from 'node:http';
import { bearerTokenOfRequest, InvalidTokenError, type RequestHeaders } from '@gatehouse/access-token';
import { cookieToken, type CookieOptions } from './cookie';

/** What the guards read of a request: Express' is Node's own, Fastify's holds Node's as `raw`. */
export interface GuardedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders?: readonly string[];
  readonly raw?: { readonly rawHeaders?: readonly string[] };
}

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

/** The headers as Node received them, whichever framework carries them. */
export function headersOf({ headers, rawHeaders, raw }: GuardedRequest): RequestHeaders {
  const received = rawHeaders ?? raw?.rawHeaders;
  return received === undefined ? { headers } : { headers, rawHeaders: received };
}
