import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidRequestError } from '@gatehouse/access-token';
import type { GuardedRequest } from './guarded-request';

/** The cookie transport, for browsers: off unless configured, and never without its CSRF defence. */
export interface CookieOptions {
  /** Only a prefixed cookie cannot be planted from another host or over plain HTTP (RFC 6265bis §4.1.3). */
  readonly name: `__Host-${string}` | `__Secure-${string}`;
  /** Origins besides the service's own whose pages may send unsafe requests; `[]` for none. */
  readonly trustedOrigins: readonly string[];
  /** The request header that carries `csrfTokenFor(token)`. Default `x-csrf-token`. */
  readonly csrfHeader?: string;
}

/** RFC 9110 §9.2.1. */
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Not trim(): a browser lets a page name a cookie with a no-break space before `__Host-`, which is another cookie. Not a pattern: it
 * would begin anew at each blank.
 */
function withoutBlanks(text: string): string {
  const isBlank = (at: number) => text[at] === ' ' || text[at] === '\t';
  let [start, end] = [0, text.length];
  while (start < end && isBlank(start)) start++;
  while (start < end && isBlank(end - 1)) end--;
  return text.slice(start, end);
}

/** The token in the cookie, or undefined; two cookies of the name are an `InvalidRequestError`. */
export function cookieToken(header: string | undefined, name: string): string | undefined {
  let found: string | undefined;
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals === -1 || withoutBlanks(pair.slice(0, equals)) !== name) {
      continue;
    }
    if (found !== undefined) {
      throw new InvalidRequestError('two access token cookies');
    }
    found = withoutBlanks(pair.slice(equals + 1));
  }
  return found === '' ? undefined : found;
}

/**
 * The CSRF token of an access token: whoever sets the cookie hands it to the page, which sends it back in a header.
 * Only who knows the access token can make it, so no secret and no state are needed.
 */
export function csrfTokenFor(accessToken: string): string {
  return createHmac('sha256', accessToken).update('gatehouse csrf token v1').digest('base64url');
}

/** Why an unsafe request that a browser authenticates by itself may come from somebody else's page; undefined: it does not. */
export function crossSiteFault(request: GuardedRequest, trustedOrigins: readonly string[]): string | undefined {
  const { origin } = request.headers;
  const trusted = origin !== undefined && trustedOrigins.includes(origin);
  return safeMethods.has(request.method) || trusted || request.headers['sec-fetch-site'] === 'same-origin'
    ? undefined
    : 'the request does not come from a trusted origin';
}

/** Like `crossSiteFault`, for the cookie that holds the access token: its CSRF token is asked for too. */
export function csrfFault(request: GuardedRequest, accessToken: string, options: CookieOptions): string | undefined {
  if (safeMethods.has(request.method)) {
    return undefined;
  }
  const fault = crossSiteFault(request, options.trustedOrigins);
  if (fault !== undefined) {
    return fault;
  }
  const given = request.headers[(options.csrfHeader ?? 'x-csrf-token').toLowerCase()];
  if (typeof given !== 'string') {
    return 'the CSRF token is missing';
  }
  const [actual, expected] = [Buffer.from(given), Buffer.from(csrfTokenFor(accessToken))];
  return actual.length === expected.length && timingSafeEqual(actual, expected)
    ? undefined
    : 'the CSRF token is not that of the access token';
}
