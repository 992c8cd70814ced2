import { createHash } from 'node:crypto';
import { finding } from '../described';
import { InvalidTokenError } from '../errors';
import type { Principal } from '../principal';
import type { RequestHeaders } from '../token/authorization';
import type { SignatureAlgorithm } from '../token/signature-algorithms';
import type { AccessTokenVerifier } from '../verifier';
import { DpopReplayUnavailableError, InvalidDpopProofError, UseDpopNonceError } from './dpop-errors';
import { checkDpopOptions, DEFAULT_ALGORITHMS, type DpopOptions } from './dpop-options';
import { proofOfRequest } from './dpop-token';
import { Nonces } from './nonces';
import { type Proof, ProofReader } from './proof';
import { type DpopReplayStore, ReplayMemory } from './replay-memory';

/** A request that presents a token with the scheme DPoP. */
export interface DpopRequest extends RequestHeaders {
  /** As it stands in the request line. */
  readonly method: string;
  /**
   * The absolute URL that the client called, never from a header that a client can write: one, several of which one is called,
   * or undefined where it is not known.
   */
  readonly url: string | readonly string[] | undefined;
}

/** What was proved. */
export interface DpopResult {
  readonly principal: Principal;
  /** To send as `DPoP-Nonce` with the answer, where the proof has not the newest (RFC 9449 §8.2). */
  readonly nonce?: string;
}

/** Checks tokens that are bound to a key, each with its proof (RFC 9449 §7). */
export interface DpopVerifier {
  /** What proofs may be signed with, as challenges and metadata name it. */
  readonly algorithms: readonly string[];
  /**
   * Throws what `AccessTokenVerifier.verify` throws, an InvalidDpopProofError, a UseDpopNonceError or a
   * DpopReplayUnavailableError, and nothing else.
   */
  verify(token: string, request: DpopRequest): Promise<DpopResult>;
}

/** Makes a verifier of proofs. Throws a ConfigurationError that names every fault at once. */
export function createDpopVerifier(
  accessTokens: Pick<AccessTokenVerifier, 'verifyBound'>,
  options: DpopOptions = {},
  now: () => number = Date.now,
): DpopVerifier {
  checkDpopOptions(options);
  const { algorithms = DEFAULT_ALGORITHMS, maxAge = 60, clockSkew = 10 } = options;
  const { replay = { maxEntries: 100_000 } } = options;
  const proofs = new ProofReader(algorithms, { maxAge, clockSkew });
  const memory = 'remember' in replay ? replay : new ReplayMemory(replay.maxEntries, now);
  const nonces = options.nonce && new Nonces(options.nonce, now);

  return {
    algorithms: advertised(algorithms),
    async verify(token, request) {
      const principal = await accessTokens.verifyBound(token);
      const thumbprint = boundKey(principal);
      const proof = proofs.read(proofOfRequest(request), { ...request, token }, now() / 1000);
      if (proof.thumbprint !== thumbprint) {
        const other = finding('cnf.jkt', `${proof.thumbprint}, the key of the proof`, thumbprint);
        throw new InvalidTokenError('binding', 'the token is bound to another key', other);
      }
      const nonce = nonces?.current();
      if (nonces !== undefined && nonce !== undefined && !nonces.takes(proof.nonce)) {
        throw new UseDpopNonceError(nonce, proof.nonce === undefined ? 'no nonce' : 'the nonce is old or not ours');
      }
      // Last, so that only who holds the key and the token can fill the memory.
      await refuseReplay(memory, proof, Math.ceil(proof.issuedAt + maxAge + clockSkew));
      return nonce === undefined || proof.nonce === nonce ? { principal } : { principal, nonce };
    },
  };
}

/** RFC 9449 §6.1: `cnf.jkt`. */
function boundKey({ claims }: Principal): string {
  const { cnf } = claims;
  const members = typeof cnf === 'object' && cnf !== null ? (cnf as Readonly<Record<string, unknown>>) : {};
  const thumbprint = Object.hasOwn(members, 'jkt') ? members.jkt : undefined;
  if (typeof thumbprint !== 'string' || thumbprint === '') {
    throw new InvalidTokenError('binding', 'the token is not bound to a DPoP key', finding('cnf', 'a jkt', cnf));
  }
  // RFC 8705 §3.1: bound to a TLS certificate as well, and nothing here sees that.
  if (Object.hasOwn(members, 'x5t#S256')) {
    throw new InvalidTokenError('binding', 'the token is bound to a certificate too', finding('cnf', 'jkt alone', cnf));
  }
  return thumbprint;
}

async function refuseReplay(memory: DpopReplayStore, { thumbprint, uri, tokenId }: Proof, expiresAt: number) {
  // RFC 9449 §11.1: in the context of the URI. A digest, because jti is the client's text.
  const digest = createHash('sha256').update(`${uri} ${tokenId}`).digest('base64url');
  let isNew: boolean;
  try {
    isNew = await memory.remember(`${thumbprint}.${digest}`, expiresAt);
  } catch (cause) {
    throw cause instanceof DpopReplayUnavailableError ? cause : new DpopReplayUnavailableError({ cause });
  }
  if (isNew !== true)
    throw new InvalidDpopProofError('replayed', 'the proof was used before', finding('jti', 'a new one', tokenId));
}

/** RFC 9864 §2.2: clients know EdDSA by one of two names. */
function advertised(algorithms: readonly SignatureAlgorithm[]): readonly string[] {
  return algorithms.flatMap((algorithm) => (algorithm === 'EdDSA' ? ['Ed25519', 'EdDSA'] : [algorithm]));
}
