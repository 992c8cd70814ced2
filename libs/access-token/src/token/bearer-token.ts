import { authorizationOf, onlyAuthorization, type RequestHeaders, tokenOfScheme } from './authorization';

/**
 * The token of a Bearer credential (RFC 6750 §2.1) in the value of `Authorization`; undefined where there is none. Takes
 * time linear in the length. Throws an InvalidRequestError for more than one value or several joined by commas.
 */
export function bearerToken(authorization: string | readonly string[] | undefined): string | undefined {
  return tokenOfScheme('bearer', onlyAuthorization(authorization));
}

/** Like bearerToken, for a whole request: also sees the second header that Node leaves out of `headers`. */
export function bearerTokenOfRequest(request: RequestHeaders): string | undefined {
  return tokenOfScheme('bearer', authorizationOf(request));
}
