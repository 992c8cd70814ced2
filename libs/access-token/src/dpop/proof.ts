import { createHash } from 'node:crypto';
import { described, finding } from '../described';
import { InvalidTokenError } from '../errors';
import {
  type CompactJws,
  headerMemory,
  type JoseHeader,
  MAX_TOKEN_LENGTH,
  parseCompactJws,
} from '../token/compact-jws';
import { type SignatureAlgorithm, verifySignature } from '../token/signature-algorithms';
import { InvalidDpopProofError, type InvalidDpopProofReason } from './dpop-errors';
import { type ProofKey, proofKeyOf } from './proof-key';
import { normalisedUri, requestUri } from './proof-uri';

/** What a proof has to speak of. */
export interface ProvenRequest {
  readonly method: string;
  /** As the client sees it, absolute; several where the service has several origins, undefined where it is not known. */
  readonly url: string | readonly string[] | undefined;
  readonly token: string;
}

/** What a proof has proved. */
export interface Proof {
  readonly thumbprint: string;
  readonly tokenId: string;
  /** Normalised `htu`. */
  readonly uri: string;
  /** `iat`, in seconds since the epoch. */
  readonly issuedAt: number;
  readonly nonce: unknown;
}

/** In seconds. */
interface Window {
  readonly maxAge: number;
  readonly clockSkew: number;
}

type Claims = CompactJws['claims'];

/** RFC 9449 §11.1: a server may bound the size of `jti`. */
const MAX_ID_LENGTH = 512;

/** Reads proofs by RFC 9449 §4.3. Keys are imported once as long as the same header text is in use. */
export class ProofReader {
  readonly #headers = headerMemory(1000);
  readonly #keys = new WeakMap<JoseHeader, ProofKey>();

  constructor(
    private readonly algorithms: readonly SignatureAlgorithm[],
    private readonly window: Window,
  ) {}

  /** Throws an InvalidDpopProofError. */
  read(text: string, request: ProvenRequest, now: number): Proof {
    const jws = this.#parsed(text);
    if (jws.header.typ !== 'dpop+jwt') {
      throw new InvalidDpopProofError('type', 'not a DPoP proof', finding('typ', 'dpop+jwt', jws.header.typ));
    }
    const key = this.#keyOf(jws.header);
    if (!verifySignature(key.algorithm, key, jws.signingInput, jws.signature)) {
      throw new InvalidDpopProofError('signature', 'the signature does not match the key in the header');
    }
    const { claims } = jws;
    const tokenId = idOf(claims);
    checkMethod(claims, request.method);
    const uri = checkUri(claims, request.url);
    checkAccessToken(claims, request.token);
    const issuedAt = checkDates(claims, this.window, now);
    return { thumbprint: key.thumbprint, tokenId, uri, issuedAt, nonce: own(claims, 'nonce') };
  }

  #parsed(text: string): CompactJws {
    try {
      return parseCompactJws(text, MAX_TOKEN_LENGTH, this.#headers);
    } catch (error) {
      if (error instanceof InvalidTokenError) throw new InvalidDpopProofError('malformed', error.message);
      throw error;
    }
  }

  #keyOf(header: JoseHeader): ProofKey {
    const known = this.#keys.get(header);
    if (known !== undefined) return known;
    const key = proofKeyOf(header, this.algorithms);
    this.#keys.set(header, key);
    return key;
  }
}

function own(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function refused(
  reason: InvalidDpopProofReason,
  claim: string,
  message: string,
  expected: string,
  actual: unknown,
): InvalidDpopProofError {
  return new InvalidDpopProofError(reason, message, { claim, expected, actual: described(actual) });
}

function idOf(claims: Claims): string {
  const id = own(claims, 'jti');
  if (typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH) return id;
  throw refused('claims', 'jti', 'jti is not an identifier', `a string of 1 to ${MAX_ID_LENGTH} characters`, id);
}

function checkMethod(claims: Claims, method: string): void {
  const claimed = own(claims, 'htm');
  if (claimed !== method) throw refused('method', 'htm', 'the proof is for another method', described(method), claimed);
}

function checkUri(claims: Claims, url: ProvenRequest['url']): string {
  const expected = [url ?? []]
    .flat()
    .map(requestUri)
    .filter((known) => known !== undefined);
  if (expected.length === 0) {
    throw new InvalidDpopProofError('url', 'the URL of the request is not known, or is not in its normal form');
  }
  const claimed = own(claims, 'htu');
  const uri = typeof claimed === 'string' ? normalisedUri(claimed) : undefined;
  if (uri !== undefined && expected.includes(uri)) return uri;
  // A query may hold secrets.
  const shown = typeof claimed === 'string' ? claimed.split(/[?#]/, 1)[0] : claimed;
  throw new InvalidDpopProofError('url', 'the proof is for another URL', finding('htu', expected, shown));
}

function checkAccessToken(claims: Claims, token: string): void {
  const expected = createHash('sha256').update(token).digest('base64url');
  const claimed = own(claims, 'ath');
  if (claimed !== expected) {
    throw refused('access_token', 'ath', 'the proof is for another access token', described(expected), claimed);
  }
}

function checkDates(claims: Claims, { maxAge, clockSkew }: Window, now: number): number {
  const iat = dateIn(claims, 'iat');
  const window = `from ${maxAge} s before to ${clockSkew} s after ${shown(now)}`;
  if (iat < now - maxAge) throw refused('expired', 'iat', 'the proof is too old', window, shown(iat));
  if (iat > now + clockSkew) throw refused('not_yet_valid', 'iat', 'the proof is from the future', window, shown(iat));
  // RFC 7519 §4.1.4, §4.1.5: not of every proof, but if they are there they count.
  if (Object.hasOwn(claims, 'exp') && now >= dateIn(claims, 'exp') + clockSkew) {
    throw refused('expired', 'exp', 'exp has passed', `after ${shown(now)}`, shown(dateIn(claims, 'exp')));
  }
  if (Object.hasOwn(claims, 'nbf') && dateIn(claims, 'nbf') > now + clockSkew) {
    throw refused('not_yet_valid', 'nbf', 'nbf is in the future', `before ${shown(now)}`, shown(dateIn(claims, 'nbf')));
  }
  return iat;
}

function dateIn(claims: Claims, name: string): number {
  const value = own(claims, name);
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
  throw refused('claims', name, `${name} is not a date`, 'seconds since 1970', value);
}

function shown(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}
