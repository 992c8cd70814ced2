import { described } from '../described';
import { fetchDocument, type Fetch } from './fetch-document';

/** Asks the issuer where its keys are (OpenID Connect Discovery 1.0 §4). Throws when the answer is not the issuer's own. */
export async function discoverJwksUri(issuer: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const metadata: unknown = JSON.parse(await fetchDocument(url, 'application/json', fetch, signal));
  if (typeof metadata !== 'object' || metadata === null) throw new Error(`${url} is no JSON object`);
  const { issuer: named, jwks_uri: jwksUri } = metadata as Record<string, unknown>;
  // OpenID Connect Discovery 1.0 §4.3: exactly the issuer that was asked.
  if (named !== issuer) throw new Error(`${url} names the issuer ${described(named)}, expected ${described(issuer)}`);
  if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri)) throw new Error(`${url} has no jwks_uri`);
  const { protocol } = new URL(jwksUri);
  if (protocol !== 'https:' && !(protocol === 'http:' && issuer.startsWith('http:'))) {
    throw new Error(`${url} names the jwks_uri ${described(jwksUri)}, which is less protected than the issuer`);
  }
  return jwksUri;
}
