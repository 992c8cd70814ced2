import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { KeyAlgorithm, SignatureAlgorithm } from '../token/signature-algorithms';

/** A key pair with the name that its issuer publishes it under. */
export interface TestKey {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Makes a key pair. RSA keys have 2048 bits. */
export function createTestKey(kid: string, algorithm: SignatureAlgorithm = 'RS256'): TestKey {
  return { kid, algorithm, ...keyPair(algorithm) };
}

function keyPair(algorithm: SignatureAlgorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 'ES384') return generateKeyPairSync('ec', { namedCurve: 'P-384' });
  if (algorithm === 'ES512') return generateKeyPairSync('ec', { namedCurve: 'P-521' });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** The public half as an issuer publishes it (RFC 7517). */
export function publicJwk(key: TestKey): Record<string, unknown> {
  return { ...key.publicKey.export({ format: 'jwk' }), kid: key.kid, use: 'sig', alg: key.algorithm };
}

/** Signs as RFC 7518 §3 says. */
export function signWith(algorithm: KeyAlgorithm, key: KeyObject, signingInput: string): Buffer {
  const data = Buffer.from(signingInput);
  switch (algorithm) {
    case 'HS256':
      return createHmac('sha256', key).update(data).digest();
    case 'EdDSA':
      return sign(null, data, key);
    case 'ES256':
    case 'ES384':
    case 'ES512':
      return sign(`sha${algorithm.slice(2)}`, data, { key, dsaEncoding: 'ieee-p1363' });
    case 'PS256':
    case 'PS384':
    case 'PS512': {
      const bits = Number(algorithm.slice(2));
      return sign(`sha${bits}`, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: bits / 8 });
    }
    case 'RS256':
    case 'RS384':
    case 'RS512':
      return sign(`sha${algorithm.slice(2)}`, data, key);
  }
}

/** base64url without padding (RFC 7515 §2). */
export function base64url(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64url');
}

/** A compact JWS over exactly these bytes: strings and buffers as they are, anything else as JSON. */
export function compactJws(
  header: unknown,
  payload: unknown,
  signer: (signingInput: string) => string | Uint8Array,
): string {
  const signingInput = `${base64url(bytesOf(header))}.${base64url(bytesOf(payload))}`;
  return `${signingInput}.${base64url(signer(signingInput))}`;
}

function bytesOf(part: unknown): string | Uint8Array {
  return typeof part === 'string' || part instanceof Uint8Array ? part : JSON.stringify(part);
}
