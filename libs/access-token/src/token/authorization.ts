import { InvalidRequestError } from '../errors';

/** What is read of a request, as Node, Express, Fastify and Lambda adapters carry it. */
export interface RequestHeaders {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Node drops all but the first `Authorization` from `headers`; only here does a second one show. */
  readonly rawHeaders?: readonly string[];
}

/** How an access token is presented: RFC 6750 §2.1, RFC 9449 §7.1. */
export type Scheme = 'bearer' | 'dpop';

const TOKEN_SCHEMES: readonly Scheme[] = ['bearer', 'dpop'];

/** The only value of `Authorization`, or undefined. Throws an InvalidRequestError for several, joined by commas too. */
export function onlyAuthorization(authorization: string | readonly string[] | undefined): string | undefined {
  if (typeof authorization !== 'string') {
    if (authorization === undefined || authorization.length === 0) return undefined;
    if (authorization.length > 1) throw new InvalidRequestError('more than one Authorization header');
    return onlyAuthorization(authorization[0]);
  }
  if (authorization.includes(',') && isJoined(authorization)) {
    throw new InvalidRequestError('several credentials in one Authorization header');
  }
  return authorization;
}

/** Like onlyAuthorization, for a whole request: also sees the second header that Node leaves out of `headers`. */
export function authorizationOf({ headers, rawHeaders }: RequestHeaders): string | undefined {
  if (rawHeaders !== undefined) {
    let found = false;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i];
      if (name?.length !== 13 || name.toLowerCase() !== 'authorization') continue;
      if (found) throw new InvalidRequestError('more than one Authorization header');
      found = true;
    }
  }
  return onlyAuthorization(headers.authorization);
}

/** The token of a credential of the scheme, in time linear in the length; undefined where there is none. */
export function tokenOfScheme(scheme: Scheme, authorization: string | undefined): string | undefined {
  // RFC 9110 §11.1: the scheme's name is case-insensitive, one or more spaces follow.
  const { length } = scheme;
  if (authorization === undefined || authorization.charCodeAt(length) !== 0x20) return undefined;
  if (authorization.slice(0, length).toLowerCase() !== scheme) return undefined;
  let start = length + 1;
  while (authorization.charCodeAt(start) === 0x20) start++;
  return start < authorization.length ? authorization.slice(start) : undefined;
}

/** RFC 9110 §5.3: proxies join repeated headers with commas. A comma within one broken token is the verifier's to refuse. */
function isJoined(value: string): boolean {
  let tokens = 0;
  for (let start = 0, end = 0; end < value.length; start = end + 1) {
    end = value.indexOf(',', start);
    if (end === -1) end = value.length;
    if (end === start) continue;
    const part = value.slice(start, end).trim();
    const token = TOKEN_SCHEMES.map((scheme) => tokenOfScheme(scheme, part)).find((found) => found !== undefined);
    if (token !== undefined && start > 0) return true;
    const dot = (token ?? part).indexOf('.');
    if (dot !== -1 && (token ?? part).includes('.', dot + 1) && ++tokens > 1) return true;
  }
  return false;
}
