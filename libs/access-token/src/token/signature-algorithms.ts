import { constants, createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto';

/** Public-key signature algorithms (RFC 7518 §3.1, RFC 8037 §3.1) that an issuer may be allowed. */
export type SignatureAlgorithm = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';

/** What a key can be bound to: a public-key algorithm, or HMAC with a secret of the configuration. */
export type KeyAlgorithm = SignatureAlgorithm | 'HS256';

interface Scheme {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly crv?: string;
  readonly digest: string | null;
  readonly signatureBytes?: number;
}

const SCHEMES: Readonly<Record<SignatureAlgorithm, Scheme>> = {
  RS256: { kty: 'RSA', digest: 'sha256' },
  RS384: { kty: 'RSA', digest: 'sha384' },
  RS512: { kty: 'RSA', digest: 'sha512' },
  PS256: { kty: 'RSA', digest: 'sha256' },
  ES256: { kty: 'EC', crv: 'P-256', digest: 'sha256', signatureBytes: 64 },
  ES384: { kty: 'EC', crv: 'P-384', digest: 'sha384', signatureBytes: 96 },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', digest: null, signatureBytes: 64 },
};

/** Every algorithm that can be allowed for keys of a JWKS. */
export const SIGNATURE_ALGORITHMS = Object.keys(SCHEMES) as readonly SignatureAlgorithm[];

/**
 * The one algorithm that a JWK may serve (RFC 8725 §3.1), or undefined: its own `alg`, or else the first allowed one of
 * its type and curve.
 */
export function algorithmOfJwk(
  jwk: Readonly<Record<string, unknown>>,
  allowed: readonly SignatureAlgorithm[],
): SignatureAlgorithm | undefined {
  return allowed.find((algorithm) => {
    const { kty, crv } = SCHEMES[algorithm];
    return jwk.kty === kty && (crv === undefined || jwk.crv === crv) && (jwk.alg ?? algorithm) === algorithm;
  });
}

/** Whether the key is strong enough (RFC 7518 §3.3: 2048 bits of RSA or more) and cheap enough to be used. */
export function isSoundPublicKey(key: KeyObject): boolean {
  if (key.type !== 'public') return false;
  if (key.asymmetricKeyType !== 'rsa') return true;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const isCheap = modulusLength <= 8192 && publicExponent < 2n ** 33n;
  return isCheap && modulusLength >= 2048 && publicExponent >= 3n && publicExponent % 2n === 1n;
}

/** How long every signature of a key is, in bytes. */
export function signatureLength(algorithm: KeyAlgorithm, key: KeyObject): number {
  if (algorithm === 'HS256') return 32;
  return SCHEMES[algorithm].signatureBytes ?? Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
}

/** A key as verifySignature takes it. */
export interface SignatureKey {
  readonly algorithm: KeyAlgorithm;
  readonly keyObject: KeyObject;
  /** What signatureLength says, asked once: Node computes the details of a key anew at each look. */
  readonly signatureLength: number;
}

/**
 * Checks a signature (RFC 7515 §5.2) on the calling thread: a verification is shorter than a turn of libuv's pool, and
 * jobs there (password hashing) could starve it.
 */
export function verifySignature(signer: SignatureKey, data: Buffer, signature: Buffer): boolean {
  const { algorithm, keyObject: key } = signer;
  if (signature.length !== signer.signatureLength) return false;
  if (algorithm === 'HS256') return timingSafeEqual(signature, createHmac('sha256', key).update(data).digest());
  const { digest, kty } = SCHEMES[algorithm];
  try {
    if (algorithm === 'PS256') {
      return verify(digest, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature);
    }
    // RFC 7518 §3.4: R and S side by side, not the DER of X.509.
    return verify(digest, data, kty === 'EC' ? { key, dsaEncoding: 'ieee-p1363' } : key, signature);
  } catch {
    return false;
  }
}
