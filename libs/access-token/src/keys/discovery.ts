import { parseStrictJsonObject } from '../token/strict-json';
import { fetchDocument, type Fetch } from './fetch-document';

/** Asks the issuer where its keys are (OpenID Connect Discovery 1.0 §4). Throws when the answer is not the issuer's own. */
export async function discoverJwksUri(issuer: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const metadata = parseStrictJsonObject(await fetchDocument(url, 'application/json', fetch, signal));
  // OpenID Connect Discovery 1.0 §4.3: exactly the issuer that was asked.
  if (metadata.issuer !== issuer) throw new Error('the metadata names another issuer');
  const { jwks_uri: jwksUri } = metadata;
  if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri)) throw new Error('the metadata has no jwks_uri');
  const { protocol } = new URL(jwksUri);
  if (protocol !== 'https:' && !(protocol === 'http:' && issuer.startsWith('http:'))) {
    throw new Error('jwks_uri is less protected than the issuer');
  }
  return jwksUri;
}
