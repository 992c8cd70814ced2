import { InvalidRequestError } from '../errors';

/** What is read of a request, as Node, Express, Fastify and Lambda adapters carry it. */
export interface RequestHeaders {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Node drops all but the first `Authorization` from `headers`; only here does a second one show. */
  readonly rawHeaders?: readonly string[];
}

const SCHEME = 'bearer ';

/**
 * The token of a Bearer credential (RFC 6750 §2.1) in the value of `Authorization`; undefined where there is none. Takes
 * time linear in the length. Throws an InvalidRequestError for more than one value or several joined by commas.
 */
export function bearerToken(authorization: string | readonly string[] | undefined): string | undefined {
  if (typeof authorization !== 'string') {
    if (authorization === undefined || authorization.length === 0) return undefined;
    if (authorization.length > 1) throw new InvalidRequestError('more than one Authorization header');
    return bearerToken(authorization[0]);
  }
  if (authorization.includes(',') && isJoined(authorization)) {
    throw new InvalidRequestError('several credentials in one Authorization header');
  }
  return credential(authorization);
}

/** Like bearerToken, for a whole request: also sees the second header that Node leaves out of `headers`. */
export function bearerTokenOfRequest(request: RequestHeaders): string | undefined {
  const { rawHeaders } = request;
  if (rawHeaders !== undefined) {
    let found = false;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i];
      if (name?.length !== 13 || name.toLowerCase() !== 'authorization') continue;
      if (found) throw new InvalidRequestError('more than one Authorization header');
      found = true;
    }
  }
  return bearerToken(request.headers.authorization);
}

function credential(value: string): string | undefined {
  // RFC 9110 §11.1: the scheme's name is case-insensitive, one or more spaces follow.
  if (value.length <= SCHEME.length || value.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined;
  let start = SCHEME.length;
  while (value.charCodeAt(start) === 0x20) start++;
  return start < value.length ? value.slice(start) : undefined;
}

/** RFC 9110 §5.3: proxies join repeated headers with commas. A comma within one broken token is the verifier's to refuse. */
function isJoined(value: string): boolean {
  let tokens = 0;
  for (let start = 0, end = 0; end < value.length; start = end + 1) {
    end = value.indexOf(',', start);
    if (end === -1) end = value.length;
    if (end === start) continue;
    const part = value.slice(start, end).trim();
    const token = credential(part);
    if (token !== undefined && start > 0) return true;
    const dot = (token ?? part).indexOf('.');
    if (dot !== -1 && (token ?? part).includes('.', dot + 1) && ++tokens > 1) return true;
  }
  return false;
}
