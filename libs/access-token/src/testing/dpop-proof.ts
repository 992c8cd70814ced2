import { createHash, randomUUID } from 'node:crypto';
import { base64url, compactJws, signWith, type TestKey } from './test-keys';

/** What differs from a good proof; a claim or header of undefined is left out. */
export interface DpopProofOptions {
  readonly method: string;
  readonly url: string;
  readonly token: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs in place of the key. */
  readonly signer?: (signingInput: string) => string | Uint8Array;
}

/** Signs a proof of RFC 9449 §4.2 with the key of a client. */
export function dpopProof(key: TestKey, options: DpopProofOptions): string {
  const { method, url, token, claims, header, signer } = options;
  const ath = base64url(createHash('sha256').update(token).digest());
  const jwk = key.publicKey.export({ format: 'jwk' });
  return compactJws(
    { alg: key.algorithm, typ: 'dpop+jwt', jwk, ...header },
    { jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000), ath, ...claims },
    signer ?? ((input) => signWith(key.algorithm, key.privateKey, input)),
  );
}

/** `cnf.jkt` (RFC 9449 §6.1) for a key of a client: its RFC 7638 thumbprint. */
export function confirmationOf(key: TestKey): { readonly jkt: string } {
  const { kty, n, e, crv, x, y } = key.publicKey.export({ format: 'jwk' });
  const required = kty === 'RSA' ? { e, kty, n } : kty === 'EC' ? { crv, kty, x, y } : { crv, kty, x };
  return { jkt: base64url(createHash('sha256').update(JSON.stringify(required)).digest()) };
}
