import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { JwksClient } from 'jwks-rsa';
import { parseStrictJsonObject } from '../token/strict-json';
import {
  algorithmOfJwk,
  isSoundPublicKey,
  signatureLength,
  type SignatureAlgorithm,
  type SignatureKey,
} from '../token/signature-algorithms';

/** One key of one issuer, imported once, for one algorithm. */
export interface VerificationKey extends SignatureKey {
  readonly kid: string | undefined;
  /** Set when the issuer no longer publishes the key: what it signed is refused from then on. */
  retired: boolean;
}

const MAX_KEYS = 10;

/**
 * Reads a key set (RFC 7517 §5) through jwks-rsa, whose fetcher `fetchText` replaces. Keys of other uses, types and
 * algorithms, and those that are none, are passed over as the RFC says; a set that could be read in two ways, or has no
 * usable key, is an error. Node imports the keys: jwks-rsa would take each through WebCrypto, to the same key.
 */
export async function loadKeySet(
  jwksUri: string,
  fetchText: (uri: string) => Promise<string>,
  allowed: readonly SignatureAlgorithm[],
): Promise<Map<string, VerificationKey>> {
  const client = new JwksClient({
    jwksUri,
    cache: false,
    fetcher: async (uri) => ({ keys: usableJwks(parseStrictJsonObject(await fetchText(uri)), allowed) }),
  });
  const keys = new Map<string, VerificationKey>();
  for (const { kid, algorithm, jwk } of (await client.getKeys()) as readonly UsableJwk[]) {
    const keyObject = publicKeyOf(jwk);
    if (keyObject !== undefined && isSoundPublicKey(keyObject)) {
      keys.set(kid, {
        kid,
        algorithm,
        keyObject,
        signatureLength: signatureLength(algorithm, keyObject),
        retired: false,
      });
    }
  }
  if (keys.size === 0) throw new Error('the key set has no usable key');
  return keys;
}

function publicKeyOf(jwk: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}

interface UsableJwk {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
  readonly jwk: JsonWebKey;
}

function usableJwks(
  set: Readonly<Record<string, unknown>>,
  allowed: readonly SignatureAlgorithm[],
): readonly UsableJwk[] {
  const { keys } = set;
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('the key set has no keys');
  if (keys.length > MAX_KEYS) throw new Error(`the key set has more than ${MAX_KEYS} keys`);
  const kids = new Set<unknown>();
  const usable: UsableJwk[] = [];
  for (const jwk of keys as unknown[]) {
    if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) throw new Error('a key is not an object');
    const { kid, use, key_ops: operations, d } = jwk as Record<string, unknown>;
    // RFC 7517 §4.5: distinct keys should have distinct names; which of two is meant, nobody can say.
    if (kid !== undefined && kids.has(kid)) throw new Error('two keys have the same kid');
    kids.add(kid);
    const algorithm = algorithmOfJwk(jwk as Record<string, unknown>, allowed);
    const signs = (use ?? 'sig') === 'sig' && (!Array.isArray(operations) || operations.includes('verify'));
    if (typeof kid !== 'string' || kid === '' || algorithm === undefined || !signs || d !== undefined) continue;
    usable.push({ kid, algorithm, jwk: jwk as JsonWebKey });
  }
  return usable;
}
