import { InvalidTokenError } from '../errors';
import { authorizationOf, type RequestHeaders, tokenOfScheme } from '../token/authorization';
import { InvalidDpopProofError } from './dpop-errors';

/**
 * The token of a DPoP credential (RFC 9449 §7.1) in `Authorization`; undefined where there is none. Throws an
 * InvalidRequestError for several credentials, and an InvalidTokenError where nothing follows the scheme.
 */
export function dpopTokenOfRequest(request: RequestHeaders): string | undefined {
  const authorization = authorizationOf(request);
  const token = tokenOfScheme('dpop', authorization);
  if (token === undefined && authorization !== undefined && /^dpop *$/i.test(authorization)) {
    throw new InvalidTokenError('malformed', 'the token is empty');
  }
  return token;
}

/** The value of the one `DPoP` header (RFC 9449 §4.3, check 1). Throws an InvalidDpopProofError where there is none, or several. */
export function proofOfRequest({ headers, rawHeaders }: RequestHeaders): string {
  const names = (rawHeaders ?? []).filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'dpop');
  const values = [headers.dpop ?? []].flat();
  const [proof] = values;
  if (proof === undefined || proof === '') throw new InvalidDpopProofError('missing', 'there is no DPoP header');
  // RFC 9110 §5.3: proxies join repeated headers with commas, and no proof has one.
  if (names.length > 1 || values.length > 1 || proof.includes(',')) {
    throw new InvalidDpopProofError('malformed', 'more than one DPoP header');
  }
  return proof;
}
