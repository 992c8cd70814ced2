import { constants, createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto';

/** Public-key signature algorithms (RFC 7518 §3.1, RFC 8037 §3.1) that an issuer may be allowed. */
export type SignatureAlgorithm =
  'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA';

/** What a key can be bound to: a public-key algorithm, or HMAC with a secret of the configuration. */
export type KeyAlgorithm = SignatureAlgorithm | 'HS256';

interface Scheme {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly crv?: string;
  readonly digest: string | null;
  /** RFC 7518 §3.5: the salt of RSASSA-PSS is as long as the digest. */
  readonly saltLength?: number;
  readonly signatureBytes?: number;
}

const SCHEMES: Readonly<Record<SignatureAlgorithm, Scheme>> = {
  RS256: { kty: 'RSA', digest: 'sha256' },
  RS384: { kty: 'RSA', digest: 'sha384' },
  RS512: { kty: 'RSA', digest: 'sha512' },
  PS256: { kty: 'RSA', digest: 'sha256', saltLength: 32 },
  PS384: { kty: 'RSA', digest: 'sha384', saltLength: 48 },
  PS512: { kty: 'RSA', digest: 'sha512', saltLength: 64 },
  ES256: { kty: 'EC', crv: 'P-256', digest: 'sha256', signatureBytes: 64 },
  ES384: { kty: 'EC', crv: 'P-384', digest: 'sha384', signatureBytes: 96 },
  ES512: { kty: 'EC', crv: 'P-521', digest: 'sha512', signatureBytes: 132 },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', digest: null, signatureBytes: 64 },
};

/** Every algorithm that can be allowed for keys of a JWKS. */
export const SIGNATURE_ALGORITHMS = Object.keys(SCHEMES) as readonly SignatureAlgorithm[];

/** RFC 9864 §2.2: `Ed25519` is EdDSA with that curve, which is the only one here. */
export function algorithmNamed(alg: unknown): unknown {
  return alg === 'Ed25519' ? 'EdDSA' : alg;
}

/** The allowed algorithms that a JWK may serve: its own `alg` alone, or without one all of its type and curve. */
export function algorithmsOfJwk(
  jwk: Readonly<Record<string, unknown>>,
  allowed: readonly SignatureAlgorithm[],
): readonly SignatureAlgorithm[] {
  const alg = algorithmNamed(jwk.alg);
  return allowed.filter((algorithm) => {
    const { kty, crv } = SCHEMES[algorithm];
    return jwk.kty === kty && (crv === undefined || jwk.crv === crv) && (alg ?? algorithm) === algorithm;
  });
}

/** Why a key is too weak (RFC 7518 §3.3: 2048 bits of RSA or more) or too expensive to be used, or undefined. */
export function weaknessOf(key: KeyObject): string | undefined {
  if (key.type !== 'public') return 'is not a public key';
  if (key.asymmetricKeyType !== 'rsa') return undefined;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < 2048 || modulusLength > 8192) return `has ${modulusLength} bits, not 2048 to 8192`;
  const isSound = publicExponent >= 3n && publicExponent < 2n ** 33n && publicExponent % 2n === 1n;
  return isSound ? undefined : 'has an unusable public exponent';
}

/** How long every signature of a key is, in bytes. */
export function signatureLength(algorithm: KeyAlgorithm, key: KeyObject): number {
  if (algorithm === 'HS256') return 32;
  return SCHEMES[algorithm].signatureBytes ?? Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
}

/** A key as verifySignature takes it. */
export interface SignatureKey {
  readonly keyObject: KeyObject;
  /** What signatureLength says, asked once: Node computes the details of a key anew at each look. */
  readonly signatureLength: number;
}

/**
 * Checks a signature (RFC 7515 §5.2) on the calling thread: a verification is shorter than a turn of libuv's pool, and
 * jobs there (password hashing) could starve it.
 */
export function verifySignature(
  algorithm: KeyAlgorithm,
  signer: SignatureKey,
  data: Buffer,
  signature: Buffer,
): boolean {
  const { keyObject: key } = signer;
  if (signature.length !== signer.signatureLength) return false;
  if (algorithm === 'HS256') return timingSafeEqual(signature, createHmac('sha256', key).update(data).digest());
  const { digest, kty, saltLength } = SCHEMES[algorithm];
  try {
    if (saltLength !== undefined) {
      return verify(digest, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature);
    }
    // RFC 7518 §3.4: R and S side by side, not the DER of X.509.
    return verify(digest, data, kty === 'EC' ? { key, dsaEncoding: 'ieee-p1363' } : key, signature);
  } catch {
    return false;
  }
}
