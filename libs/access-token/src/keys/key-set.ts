import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { JwksClient } from 'jwks-rsa';
import { described } from '../described';
import { algorithmsOfJwk, type KeyAlgorithm, type SignatureAlgorithm, weaknessOf } from '../token/signature-algorithms';
import { VerificationKey } from './verification-key';

/** Which keys of a set are of use here. */
export interface KeySetDemands {
  readonly issuer: string;
  readonly allowed: readonly SignatureAlgorithm[];
  /** How many usable keys a set may have. */
  readonly maxKeys: number;
}

/** The keys of a JWKS that can verify, found by `kid` and `alg` (RFC 7517 §4.4, §4.5). */
export class KeySet {
  static readonly EMPTY = new KeySet(new Map());

  constructor(private readonly byKid: ReadonlyMap<string, readonly VerificationKey[]>) {}

  find(kid: string, algorithm: KeyAlgorithm): VerificationKey | undefined {
    return this.byKid.get(kid)?.find((key) => key.serves(algorithm));
  }

  /** Whether a key has this name, for whatever algorithm. */
  has(kid: string): boolean {
    return this.byKid.has(kid);
  }

  /** The same keys, each that `former` had as the object that it was there; those that went are marked as retired. */
  succeeding(former: KeySet): KeySet {
    const old = [...former.byKid.values()].flat();
    const next = new Map(
      [...this.byKid].map(([kid, keys]) => [
        kid,
        keys.map((key) => old.find((candidate) => candidate.isSameAs(key)) ?? key),
      ]),
    );
    const kept = new Set([...next.values()].flat());
    for (const key of old) if (!kept.has(key)) key.retired = true;
    return new KeySet(next);
  }
}

/**
 * Reads a key set (RFC 7517 §5) through jwks-rsa, whose fetcher `fetchText` replaces. Keys that cannot verify here are
 * passed over. Throws where no usable key is left, with the reason for each.
 */
export async function loadKeySet(
  jwksUri: string,
  fetchText: (uri: string) => Promise<string>,
  demands: KeySetDemands,
): Promise<KeySet> {
  // Node imports the keys: jwks-rsa would do it through jose, to the same key.
  const fetcher = async (uri: string) => ({ keys: membersOf(await fetchText(uri)) });
  const jwks = (await new JwksClient({ jwksUri, cache: false, fetcher }).getKeys()) as readonly unknown[];
  const unusable: string[] = [];
  const usable: UsableKey[] = [];
  for (const [index, jwk] of jwks.entries()) {
    const found = readJwk(jwk, demands);
    if (typeof found === 'string') unusable.push(`key ${index + 1} ${found}`);
    else if (!usable.some(({ key }) => key.isSameAs(found.key))) usable.push(found);
  }
  if (usable.length > demands.maxKeys) {
    throw new Error(`the key set has ${usable.length} usable keys, more than keys.maxKeys (${demands.maxKeys})`);
  }
  const byKid = new Map<string, VerificationKey[]>();
  for (const [kid, keys] of Map.groupBy(usable, ({ key }) => key.kid ?? '')) {
    const clear = unambiguous(keys);
    if (clear.length > 0) byKid.set(kid, clear);
    else unusable.push(`${described(kid)} names ${keys.length} different keys for ${String(keys[0]?.key.algorithms)}`);
  }
  if (byKid.size === 0) throw new Error(`the key set has no usable key: ${unusable.slice(0, 10).join('; ')}`);
  return new KeySet(byKid);
}

interface UsableKey {
  readonly key: VerificationKey;
  /** Whether its JWK has an `alg`. */
  readonly namesAlgorithm: boolean;
}

/** RFC 7517 §5: of two members of one name the last counts, as in JSON.parse. */
function membersOf(text: string): object[] {
  const set: unknown = JSON.parse(text);
  const keys: unknown = typeof set === 'object' && set !== null ? (set as { keys?: unknown }).keys : undefined;
  if (!Array.isArray(keys)) throw new Error('the key set has no list of keys');
  return keys as object[];
}

/** The key, or the reason why it cannot verify anything here. */
function readJwk(value: unknown, { issuer, allowed }: KeySetDemands): UsableKey | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `is ${described(value)}, not an object`;
  const jwk = value as Record<string, unknown>;
  const { kid, use, key_ops: operations, kty, crv, alg } = jwk;
  if (typeof kid !== 'string' || kid === '') return `has the kid ${described(kid)}`;
  const name = described(kid);
  if ((use ?? 'sig') !== 'sig') return `${name} has the use ${described(use)}`;
  if ((operations ?? undefined) !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return `${name} has the key_ops ${described(operations)}`;
  }
  if ((jwk.d ?? jwk.k ?? undefined) !== undefined) return `${name} is not a public key`;
  const tenant = tenantIn(jwk.issuer);
  if (tenant !== undefined && !issuer.toLowerCase().includes(tenant)) return `${name} is of ${described(jwk.issuer)}`;
  const algorithms = algorithmsOfJwk(jwk, allowed);
  if (algorithms.length === 0) {
    const has = [kty, crv, alg].filter((member) => member !== undefined).map(described);
    return `${name} is for ${has.join(' ')}, allowed is ${allowed.join(' ')}`;
  }
  const keyObject = publicKeyOf(jwk);
  if (keyObject === undefined) return `${name} has parameters that are no ${described(kty)} key`;
  const weakness = weaknessOf(keyObject);
  if (weakness !== undefined) return `${name} ${weakness}`;
  return { key: new VerificationKey(kid, algorithms, keyObject), namesAlgorithm: (alg ?? undefined) !== undefined };
}

/** Microsoft Entra publishes keys of several tenants together and names in `issuer` the one that a key is of. */
function tenantIn(issuer: unknown): string | undefined {
  return typeof issuer === 'string'
    ? /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(issuer)?.[0].toLowerCase()
    : undefined;
}

/** In characters: 8192 bits have 1366. Node needs seconds to tell the numbers of a key that is much longer. */
const LONGEST_PARAMETER = 1400;

/** Only the members of RFC 7518 §6 and RFC 8037 §2: what else a JWK has is nothing to its key. */
function publicKeyOf({ kty, n, e, crv, x, y }: JsonWebKey): KeyObject | undefined {
  const parameters = kty === 'RSA' ? { n, e } : kty === 'EC' ? { crv, x, y } : { crv, x };
  if (Object.values(parameters).some((text) => String(text).length > LONGEST_PARAMETER)) return undefined;
  try {
    return createPublicKey({ key: { kty, ...parameters }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** Of keys with one name, each for the algorithms that no other claims as clearly: a JWK's own `alg` goes first. */
function unambiguous(keys: readonly UsableKey[]): VerificationKey[] {
  return keys.flatMap(({ key, namesAlgorithm }) => {
    const rivals = keys.filter((other) => other.key !== key && (other.namesAlgorithm || !namesAlgorithm));
    const own = key.algorithms.filter((algorithm) => !rivals.some((other) => other.key.algorithms.includes(algorithm)));
    if (own.length === key.algorithms.length) return [key];
    return own.length === 0 ? [] : [new VerificationKey(key.kid, own, key.keyObject)];
  });
}
