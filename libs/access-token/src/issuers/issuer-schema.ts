import { z } from 'zod';
import { SIGNATURE_ALGORITHMS } from '../token/signature-algorithms';
import type { ClaimMapping, IssuerClaims, IssuerOptions } from './issuer-options';
import { TENANT_ID } from './presets';
import { placesOf } from './profiles';
import { issuerNames, TENANT_PLACEHOLDER } from './trusted-issuers';

const name = z.string().min(1);
const names = z.union([name, z.array(name).min(1)], 'must be a non-empty string or array of them');
const namesOrNull = z.union(
  [name, z.array(name).min(1), z.null()],
  'must be given; null is the explicit "do not check"',
);

export const httpUrl = z.string().refine((value) => {
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);
}, 'must be an absolute http(s) URL');

/** Claims that hold text or a list, so that nothing can stand within them. */
const LEAVES = /^(scopes?|scp|permissions?|roles?|groups?|cognito:groups|aud|iss|sub|azp|cid|jti|client_id)$|^https?:/i;

const path = z.union([name, z.array(name).min(1)]);
/** A name, a path or a list of paths; not a path by oversight. */
export const claimPlacesSchema = z
  .union([path, z.array(path).min(1)], 'must be a name, a path such as ["a", "b"], or a list of paths [["a"], ["b"]]')
  .superRefine((value, context) => {
    for (const place of placesOf(value)) {
      if (typeof place === 'string' || !place.slice(0, -1).some((part) => LEAVES.test(part))) continue;
      const [asPath, asList] = [place.join(' within '), JSON.stringify(place.map((part) => [part]))];
      context.addIssue({
        code: 'custom',
        message: `is a path (${[...asPath.split(' within ')].reverse().join(' within ')}); for several places write ${asList}`,
      });
    }
  });
const prefix = z.union([name, z.array(name).min(1)]).optional();

function mapping() {
  return z.strictObject({
    clientId: claimPlacesSchema.optional(),
    tokenId: claimPlacesSchema.nullable().optional(),
    scopes: claimPlacesSchema.optional(),
    roles: claimPlacesSchema.optional(),
    scopePrefix: prefix,
    rolePrefix: prefix,
  }) satisfies z.ZodType<ClaimMapping>;
}

const base = {
  issuer: name,
  maxLifetime: z.number().positive().optional(),
  clockSkew: z.number().min(0).max(60).optional(),
  jwksUri: httpUrl.optional(),
  algorithms: z
    .array(z.enum([...SIGNATURE_ALGORITHMS, 'Ed25519', 'HS256']))
    .min(1)
    .optional(),
  secret: z
    .instanceof(Uint8Array)
    .refine((value) => value.byteLength >= 32, 'must have at least 32 bytes')
    .optional(),
};

/** The claims of each preset, beside what every issuer has. Made when it is asked for: a start pays for one of them. */
const claimsOf = {
  gatehouse: () => z.strictObject({ preset: z.literal('gatehouse').optional(), audience: namesOrNull }),
  oidc: () =>
    z.strictObject({
      ...provider('oidc'),
      tokenTypes: z.array(name.nullable()).min(1).optional(),
      accessTokenEvidence: z
        .record(name, z.union([z.literal(true), name, z.array(name).min(1)]))
        .refine(
          (claims) => Object.keys(claims).length > 0,
          'must name a claim; null is the explicit "nothing shows it"',
        )
        .nullable()
        .optional(),
    }),
  keycloak: () => z.strictObject({ ...provider('keycloak'), clientRoles: names.optional() }),
  entra: () =>
    z.strictObject({
      ...provider('entra'),
      tenants: z
        .array(z.string().regex(new RegExp(`^${TENANT_ID.source}$`, 'i'), 'must be the id of a tenant (a GUID)'))
        .min(1)
        .optional(),
    }),
  auth0: () => z.strictObject(provider('auth0')),
  okta: () => z.strictObject(provider('okta')),
  google: () => z.strictObject({ ...provider('google'), serviceAccounts: namesOrNull }),
  cognito: () =>
    z.strictObject({
      preset: z.literal('cognito'),
      clientIds: namesOrNull,
      audience: names.nullable().optional(),
      acceptIdTokens: z.boolean().optional(),
      claims: mapping().pick({ roles: true, rolePrefix: true, scopePrefix: true }).optional(),
    }),
} satisfies { readonly [P in Preset]: () => z.ZodType<Extract<IssuerClaims, { preset?: P }>> };

/** The names of the presets. */
export type Preset = NonNullable<IssuerClaims['preset']>;

function provider<P extends Preset>(preset: P) {
  return { preset: z.literal(preset), audience: namesOrNull, claims: mapping().optional() };
}

/** Checks what a preset says of claims, alone or (`withKeys`) as all options of an issuer. */
function schemaOf(value: unknown, withKeys: boolean): z.ZodType {
  const { preset = 'gatehouse' } = (value ?? {}) as { preset?: unknown };
  const found = Object.entries(claimsOf).find(([known]) => known === preset)?.[1];
  if (found === undefined) {
    return z.object({
      preset: z.enum(Object.keys(claimsOf), { error: `must be one of ${Object.keys(claimsOf).join(', ')}` }),
    });
  }
  const { shape } = found();
  return z.strictObject(withKeys ? { ...base, ...shape } : shape, { error: unknownWithoutPreset });
}

/** The options of an issuer; a key source is a JWKS or a secret, never both, which `issuerContradictions` checks. */
export const issuerSchema = bySchema(true);

/** The options of an issuer without its name and keys. */
export const issuerClaimsSchema = bySchema(false);

function bySchema(withKeys: boolean) {
  return z.unknown().superRefine((value, context) => {
    for (const { path, message } of schemaOf(value, withKeys).safeParse(value).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });
}

/** The preset that has an option, of those that only some have. */
const PRESET_OF: Readonly<Record<string, Preset>> = {
  claims: 'oidc',
  tokenTypes: 'oidc',
  accessTokenEvidence: 'oidc',
  clientIds: 'cognito',
  clientRoles: 'keycloak',
  tenants: 'entra',
  serviceAccounts: 'google',
};

/** Names the way out where somebody gives the options of another preset. */
function unknownWithoutPreset({ code, keys = [] }: { code?: string; keys?: readonly string[] }): string | undefined {
  if (code !== 'unrecognized_keys') return undefined;
  const unknown = `Unrecognized key${keys.length > 1 ? 's' : ''}: ${keys.map((key) => `"${key}"`).join(', ')}`;
  const [key] = keys.filter((name) => Object.hasOwn(PRESET_OF, name));
  if (key === undefined) return unknown;
  // Every preset but that of Gatehouse has claims.
  return key === 'claims'
    ? `${unknown}; it needs a preset, such as preset: 'oidc'`
    : `${unknown}; ${key} needs preset: '${PRESET_OF[key]}'`;
}

/** What the schema cannot say: faults of several members together, as `issuers.0.name: message`. */
export function issuerContradictions(issuers: unknown): string[] {
  if (!Array.isArray(issuers)) return [];
  const known = new Set<string>();
  const objects = issuers.map((value: unknown) => (typeof value === 'object' && value !== null ? value : {}));
  return (objects as Partial<IssuerOptions>[]).flatMap((options, index) => {
    const { issuer, jwksUri, secret, algorithms } = options;
    const faults: string[] = [];
    const fault = (member: string, message: string): void => void faults.push(`issuers.${index}.${member}: ${message}`);
    const allowed: readonly string[] = Array.isArray(algorithms) ? algorithms : ['RS256'];
    if (typeof issuer === 'string') {
      const names = issuerNames({ ...options, issuer });
      if (names.some((name) => known.has(name)) || new Set(names).size < names.length)
        fault('issuer', 'is given twice');
      for (const name of names) known.add(name);
      const wrong = templateFault(options, issuer);
      if (wrong !== undefined) fault('issuer', wrong);
    }
    if (secret !== undefined) {
      if (jwksUri !== undefined) fault('secret', 'cannot be combined with jwksUri');
      if (allowed.some((algorithm) => algorithm !== 'HS256')) fault('algorithms', "must be ['HS256'] with a secret");
    } else {
      if (allowed.includes('HS256')) fault('algorithms', 'HS256 needs a secret and no other algorithm');
      if (typeof issuer === 'string' && jwksUri === undefined && !httpUrl.safeParse(issuer).success) {
        fault('issuer', 'must be an absolute http(s) URL where no jwksUri is given');
      }
    }
    return faults;
  });
}

/** The `iss` of a token is never a template, and never the address that several tenants share. */
function templateFault(options: Partial<IssuerOptions>, issuer: string): string | undefined {
  const isEntra = options.preset === 'entra';
  const tenants = isEntra ? options.tenants : undefined;
  const hasPlaceholder = TENANT_PLACEHOLDER.test(issuer);
  const how = "use preset: 'entra', write {tenantid} in the place of the tenant, and list the ids in tenants";
  if (isEntra && hasPlaceholder && tenants === undefined)
    return 'is a template: list the ids of the tenants in tenants';
  if (!(isEntra && hasPlaceholder) && /[{}<>*]|%7b/i.test(issuer)) {
    return `is a template, and no token has it as iss; for the tenants of Microsoft Entra ${how}`;
  }
  if (isEntra && !hasPlaceholder && tenants !== undefined) return 'needs {tenantid} in the place of the tenant';
  if (/\/\/(login\.microsoftonline\.com|sts\.windows\.net)\/(common|organizations|consumers)\b/i.test(issuer)) {
    return `is shared by tenants, and no token has it as iss: ${how}`;
  }
  return undefined;
}
