import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { described, finding } from '../described';
import type { JoseHeader } from '../token/compact-jws';
import {
  algorithmNamed,
  algorithmsOfJwk,
  type SignatureAlgorithm,
  signatureLength,
  type SignatureKey,
  weaknessOf,
} from '../token/signature-algorithms';
import { InvalidDpopProofError } from './dpop-errors';

/** The key that a proof brings along, and that signed it. */
export interface ProofKey extends SignatureKey {
  readonly algorithm: SignatureAlgorithm;
  /** RFC 7638, with SHA-256: what `cnf.jkt` of the access token is compared with. */
  readonly thumbprint: string;
}

/** RFC 7518 §6.2.2, §6.3.2, §6.4, RFC 8037 §2: members of private and symmetric keys. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

type Jwk = Readonly<Record<string, unknown>>;

/** Reads `jwk` of the header (RFC 9449 §4.3, checks 5 to 7). Throws an InvalidDpopProofError. */
export function proofKeyOf({ alg, members }: JoseHeader, allowed: readonly SignatureAlgorithm[]): ProofKey {
  const named = algorithmNamed(alg);
  const algorithm = allowed.find((candidate) => candidate === named);
  if (algorithm === undefined)
    throw new InvalidDpopProofError('algorithm', 'not allowed', finding('alg', allowed, alg));
  const jwk = jwkIn(members);
  if (algorithmsOfJwk(jwk, [algorithm]).length === 0) {
    const has = ['kty', 'crv', 'alg'].flatMap((name) => (jwk[name] === undefined ? [] : [described(jwk[name])]));
    const actual = `a key for ${has.join(' ')}`;
    throw new InvalidDpopProofError('key', 'the key is not for the algorithm', { claim: 'jwk', expected: alg, actual });
  }
  const keyObject = imported(jwk);
  const weakness = weaknessOf(keyObject);
  if (weakness !== undefined) throw new InvalidDpopProofError('key', `the key ${weakness}`);
  return {
    algorithm,
    keyObject,
    signatureLength: signatureLength(algorithm, keyObject),
    thumbprint: thumbprintOf(jwk),
  };
}

function jwkIn(members: Jwk): Jwk {
  const jwk = Object.hasOwn(members, 'jwk') ? members.jwk : undefined;
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) {
    throw new InvalidDpopProofError('key', 'there is no key', finding('jwk', 'a public key', jwk));
  }
  const found = jwk as Jwk;
  const secret = PRIVATE_MEMBERS.find((name) => Object.hasOwn(found, name));
  // Not shown: it is the client's private key.
  if (secret !== undefined) throw new InvalidDpopProofError('key', `the key is not a public one: it has ${secret}`);
  const { use = 'sig', key_ops: operations } = found;
  if (use !== 'sig') throw new InvalidDpopProofError('key', 'not for signatures', finding('jwk.use', 'sig', use));
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    throw new InvalidDpopProofError('key', 'not for signatures', finding('jwk.key_ops', 'verify', operations));
  }
  return found;
}

function imported({ kty, n, e, crv, x, y }: JsonWebKey): KeyObject {
  const parameters = kty === 'RSA' ? { n, e } : kty === 'EC' ? { crv, x, y } : { crv, x };
  try {
    return createPublicKey({ key: { kty, ...parameters }, format: 'jwk' });
  } catch {
    throw new InvalidDpopProofError('key', `the parameters are no ${described(kty)} key`);
  }
}

function thumbprintOf({ kty, n, e, crv, x, y }: Jwk): string {
  // RFC 7638 §3: the required members alone, in the order of their names.
  const required = kty === 'RSA' ? { e, kty, n } : kty === 'EC' ? { crv, kty, x, y } : { crv, kty, x };
  return createHash('sha256').update(JSON.stringify(required)).digest('base64url');
}
