import { z } from 'zod';
import { ConfigurationError } from './errors';
import { faultsOf } from './faults';
import type { CognitoClaims, GatehouseClaims, IssuerOptions, OidcClaims } from './issuers/issuer-options';
import type { Fetch } from './keys/fetch-document';
import type { KeyTimes } from './keys/jwks-key-store';
import type { Principal } from './principal';
import { SIGNATURE_ALGORITHMS } from './token/signature-algorithms';

/** What createAccessTokenVerifier takes. */
export interface VerifierOptions {
  /** Whom to trust; a token is only ever measured against the issuer that it names. */
  readonly issuers: readonly IssuerOptions[];
  /** How many verified tokens are remembered (default 10,000), or false to verify every token every time. */
  readonly cache?: { readonly maxEntries: number } | false;
  /** When keys are fetched and how long they are believed. */
  readonly keys?: Partial<KeyTimes>;
  /** Asked for every token, remembered ones too. Where it throws, the answer is RevocationUnavailableError. */
  readonly isRevoked?: (principal: Principal) => boolean | Promise<boolean>;
  /** In place of Node's own HTTP client; the global `fetch` will do. */
  readonly fetch?: Fetch;
  /** In place of `Date.now`. */
  readonly now?: () => number;
}

const name = z.string().min(1);
const names = z.union([name, z.array(name).min(1)], 'must be a non-empty string or array of them');
const namesOrNull = z.union(
  [name, z.array(name).min(1), z.null()],
  'must be given; null is the explicit "do not check"',
);
const claimPath = z.union([name, z.array(name).min(1)]);
const httpUrl = z.string().refine((value) => {
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);
}, 'must be an absolute http(s) URL');

const base = {
  issuer: name,
  maxLifetime: z.number().positive().optional(),
  clockSkew: z.number().min(0).max(60).optional(),
  jwksUri: httpUrl.optional(),
  algorithms: z
    .array(z.enum([...SIGNATURE_ALGORITHMS, 'HS256']))
    .min(1)
    .optional(),
  secret: z
    .instanceof(Uint8Array)
    .refine((value) => value.byteLength >= 32, 'must have at least 32 bytes')
    .optional(),
};

const issuer = z.discriminatedUnion('preset', [
  z.strictObject({
    ...base,
    preset: z.literal('gatehouse').default('gatehouse'),
    audience: namesOrNull,
  }) satisfies z.ZodType<GatehouseClaims>,
  z.strictObject({
    ...base,
    preset: z.literal('oidc'),
    audience: namesOrNull,
    tokenTypes: z.array(name.nullable()).min(1).optional(),
    claims: z
      .strictObject({
        clientId: claimPath.optional(),
        tokenId: claimPath.nullable().optional(),
        scopes: claimPath.optional(),
        roles: claimPath.optional(),
      })
      .optional(),
  }) satisfies z.ZodType<OidcClaims>,
  z.strictObject({
    ...base,
    preset: z.literal('cognito'),
    clientIds: namesOrNull,
    audience: names.nullable().optional(),
    acceptIdTokens: z.boolean().optional(),
  }) satisfies z.ZodType<CognitoClaims>,
]);

const seconds = z.number().positive();
const schema = z.strictObject({
  issuers: z.array(issuer).min(1, 'must name at least one issuer'),
  cache: z.union([z.literal(false), z.strictObject({ maxEntries: z.int().min(1).max(1_000_000) })]).optional(),
  keys: z
    .strictObject({
      timeout: seconds.max(2.5).optional(),
      maxAge: seconds.max(86_400).optional(),
      staleFor: z.number().min(0).max(86_400).optional(),
      unknownKeyCooldown: seconds.optional(),
    })
    .optional(),
  isRevoked: callable<NonNullable<VerifierOptions['isRevoked']>>().optional(),
  fetch: callable<Fetch>().optional(),
  now: callable<() => number>().optional(),
  // A key source is a JWKS or a secret, never both: `contradictions` checks that, the schema cannot.
}) satisfies z.ZodType<Omit<VerifierOptions, 'issuers'>>;

function callable<T>() {
  return z.custom<T>((value) => typeof value === 'function', 'must be a function');
}

/** Returns each fault of the options as `path: message`; an empty list means that they can be used. */
export function verifierOptionFaults(options: unknown): string[] {
  const { error } = schema.safeParse(options);
  // Not refinements of the schema, which would be left out as soon as anything else is wrong.
  const others = contradictions((options as Partial<VerifierOptions> | undefined)?.issuers);
  return [...(error ? faultsOf(error) : []), ...others];
}

/** Throws a ConfigurationError that names every fault. */
export function checkVerifierOptions(options: VerifierOptions): void {
  const faults = verifierOptionFaults(options);
  if (faults.length > 0) throw new ConfigurationError(faults);
}

function contradictions(issuers: unknown): string[] {
  if (!Array.isArray(issuers)) return [];
  const objects = issuers.map((value: unknown) => (typeof value === 'object' && value !== null ? value : {}));
  return (objects as Partial<IssuerOptions>[]).flatMap(({ issuer, jwksUri, secret, algorithms }, index) => {
    const faults: string[] = [];
    const fault = (name: string, message: string): void => void faults.push(`issuers.${index}.${name}: ${message}`);
    const allowed: readonly string[] = Array.isArray(algorithms) ? algorithms : ['RS256'];
    if (issuers.findIndex((other: Partial<IssuerOptions> | null) => other?.issuer === issuer) < index) {
      fault('issuer', 'is given twice');
    }
    if (secret !== undefined) {
      if (jwksUri !== undefined) fault('secret', 'cannot be combined with jwksUri');
      if (allowed.some((name) => name !== 'HS256')) fault('algorithms', "must be ['HS256'] with a secret");
    } else {
      if (allowed.includes('HS256')) fault('algorithms', 'HS256 needs a secret and no other algorithm');
      if (jwksUri === undefined && !httpUrl.safeParse(issuer).success) {
        fault('issuer', 'must be an absolute http(s) URL where no jwksUri is given');
      }
    }
    return faults;
  });
}
