import { z } from 'zod';
import { ConfigurationError } from '../errors';
import { faultsOf } from '../faults';
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from '../token/signature-algorithms';
import type { DpopNonceOptions } from './nonces';
import type { DpopReplayStore } from './replay-memory';

/** How proofs of DPoP (RFC 9449) are checked. */
export interface DpopOptions {
  /** Default ES256, ES384, ES512, EdDSA (also by its name Ed25519), RS256 and PS256. */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /** In seconds, how old a proof may be. Default 60. */
  readonly maxAge?: number;
  /** In seconds, how far the client's clock may be ahead. Default 10. */
  readonly clockSkew?: number;
  /** Where proofs are remembered, or how many this process remembers at most. Default `{ maxEntries: 100_000 }`. */
  readonly replay?: DpopReplayStore | { readonly maxEntries: number };
  /** Demands a nonce of this server in each proof. Default: none is demanded. */
  readonly nonce?: DpopNonceOptions;
}

/** What proofs may be signed with unless the options say other. */
export const DEFAULT_ALGORITHMS: readonly SignatureAlgorithm[] = ['ES256', 'ES384', 'ES512', 'EdDSA', 'RS256', 'PS256'];

const isStore = (value: unknown): value is DpopReplayStore =>
  typeof value === 'object' && value !== null && typeof (value as Partial<DpopReplayStore>).remember === 'function';

const schema = z.strictObject({
  algorithms: z.array(z.enum(SIGNATURE_ALGORITHMS)).min(1).optional(),
  maxAge: z.number().min(1).max(600).optional(),
  clockSkew: z.number().min(0).max(60).optional(),
  replay: z
    .union([z.custom<DpopReplayStore>(isStore), z.strictObject({ maxEntries: z.int().min(100).max(10_000_000) })], {
      error: 'must have a function remember, or maxEntries from 100 to 10000000',
    })
    .optional(),
  nonce: z
    .strictObject({
      secret: z.union([z.string(), z.instanceof(Uint8Array)]).refine((secret) => Buffer.byteLength(secret) >= 32, {
        error: 'must have at least 32 bytes',
      }),
      rotation: z.number().min(1).max(3600).optional(),
    })
    .optional(),
}) satisfies z.ZodType<DpopOptions>;

/** Returns each fault of the options as `path: message`; an empty list means that they can be used. */
export function dpopOptionFaults(options: unknown, root?: string): string[] {
  const { error } = schema.safeParse(options);
  return error ? faultsOf(error, root) : [];
}

/** Throws a ConfigurationError that names every fault. */
export function checkDpopOptions(options: DpopOptions): void {
  const faults = dpopOptionFaults(options);
  if (faults.length > 0) throw new ConfigurationError(faults, 'The DPoP options are not valid:');
}
