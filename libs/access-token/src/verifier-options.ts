import { z } from 'zod';
import { ConfigurationError } from './errors';
import { faultsOf } from './faults';
import type { IssuerOptions } from './issuers/issuer-options';
import { issuerContradictions, issuerSchema } from './issuers/issuer-schema';
import type { Fetch } from './keys/fetch-document';
import type { KeyOptions } from './keys/jwks-key-store';
import type { Principal } from './principal';

/** What createAccessTokenVerifier takes. */
export interface VerifierOptions {
  /** Whom to trust; a token is only ever measured against the issuer that it names. */
  readonly issuers: readonly IssuerOptions[];
  /** How many verified tokens are remembered (default 10,000), or false to verify every token every time. */
  readonly cache?: { readonly maxEntries: number } | false;
  /** When keys are fetched and how long they are believed. */
  readonly keys?: KeyOptions;
  /** Asked for every token, remembered ones too. Where it throws, the answer is RevocationUnavailableError. */
  readonly isRevoked?: (principal: Principal) => boolean | Promise<boolean>;
  /** In place of Node's own HTTP client; the global `fetch` will do. */
  readonly fetch?: Fetch;
  /** In place of `Date.now`. */
  readonly now?: () => number;
}

const seconds = z.number().positive();
const schema = z.strictObject({
  issuers: z.array(issuerSchema).min(1, 'must name at least one issuer'),
  cache: z.union([z.literal(false), z.strictObject({ maxEntries: z.int().min(1).max(1_000_000) })]).optional(),
  keys: z
    .strictObject({
      timeout: seconds.max(2.5).optional(),
      maxAge: seconds.max(86_400).optional(),
      staleFor: z.number().min(0).max(86_400).optional(),
      unknownKeyCooldown: seconds.optional(),
      maxKeys: z.int().min(1).max(1000).optional(),
    })
    .optional(),
  isRevoked: callable<NonNullable<VerifierOptions['isRevoked']>>().optional(),
  fetch: callable<Fetch>().optional(),
  now: callable<() => number>().optional(),
}) satisfies z.ZodType<Omit<VerifierOptions, 'issuers'>>;

function callable<T>() {
  return z.custom<T>((value) => typeof value === 'function', 'must be a function');
}

/** Returns each fault of the options as `path: message`; an empty list means that they can be used. */
export function verifierOptionFaults(options: unknown): string[] {
  const { error } = schema.safeParse(options);
  // Not refinements of the schema, which would be left out as soon as anything else is wrong.
  const others = issuerContradictions((options as Partial<VerifierOptions> | undefined)?.issuers);
  return [...(error ? faultsOf(error) : []), ...others];
}

/** Throws a ConfigurationError that names every fault. */
export function checkVerifierOptions(options: VerifierOptions): void {
  const faults = verifierOptionFaults(options);
  if (faults.length > 0) throw new ConfigurationError(faults);
}
