import { type IssuerOptions, verifierOptionFaults } from '@gatehouse/access-token';
import { type ServiceCard } from '@gatehouse/service-card';
import { z } from 'zod';
import { cookieOptions, cookieVariables } from './cookies';
import { dpopOptions, dpopVariables } from './dpop';
import { webOriginList } from './environment';
import { httpUrl, isLoopback } from './url';

const trustedIssuers = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON array' });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(z.looseObject({ issuer: httpUrl }), { error: 'must be a JSON array of {issuer, preset, audience, …}' })
      .min(1, { error: 'must name at least one issuer' }),
  )
  .superRefine((issuers, context) => {
    for (const [index, issuer] of issuers.entries()) {
      // The verifier knows which options there are; its faults begin with `issuers.0`.
      for (const fault of verifierOptionFaults({ issuers: [issuer as unknown as IssuerOptions] })) {
        const [place = '', ...message] = fault.split(': ');
        context.addIssue({ code: 'custom', path: [index, ...place.split('.').slice(2)], message: message.join(': ') });
      }
    }
  });

/** The variables that name an authorization server and the audience of its tokens. */
export const issuerVariables = { AUTH_ISSUER: httpUrl, AUTH_AUDIENCE: z.string().min(1) };

const presets = ['gatehouse', 'oidc', 'cognito', 'keycloak', 'entra', 'auth0', 'okta', 'google'] as const;

/** Variables of a resource server: whose access tokens it takes. AUTH_ISSUER, AUTH_TRUSTED_ISSUERS or both are given. */
export const resourceServerEnvironment = {
  AUTH_ISSUER: issuerVariables.AUTH_ISSUER.optional(),
  AUTH_AUDIENCE: issuerVariables.AUTH_AUDIENCE.optional(),
  /** The service's own resource identifier (RFC 8707, RFC 9728): its public URL. Accepted as audience, too, and advertised. */
  AUTH_RESOURCE: httpUrl.optional(),
  AUTH_JWKS_URI: httpUrl.optional(),
  /** The provider of AUTH_ISSUER. With `cognito` AUTH_AUDIENCE is the id of the app client. */
  AUTH_PRESET: z.enum(presets, { error: `must be one of ${presets.join(', ')}` }).default('gatehouse'),
  /** With the preset `google`: the e-mail addresses of the service accounts, with commas between. */
  AUTH_SERVICE_ACCOUNTS: z
    .string()
    .transform((text) => text.split(',').map((account) => account.trim()))
    .pipe(z.array(z.email()))
    .optional(),
  AUTH_TRUSTED_ISSUERS: trustedIssuers.optional(),
  ...dpopVariables,
  ...cookieVariables,
  /** Origins of web pages that may call the service, with commas between. */
  WEB_ORIGINS: webOriginList.default([]),
};

/** What the variables of a resource server lack together, as `NAME: message`. */
export function resourceServerFaults(given: Readonly<Record<string, unknown>>): string[] {
  const faults: string[] = [];
  const isAlone = given['AUTH_TRUSTED_ISSUERS'] !== undefined && given['AUTH_ISSUER'] === undefined;
  for (const name of ['AUTH_ISSUER', 'AUTH_AUDIENCE']) {
    if (!isAlone && given[name] === undefined) faults.push(`${name}: is required`);
  }
  for (const name of ['AUTH_AUDIENCE', 'AUTH_JWKS_URI', 'AUTH_PRESET', 'AUTH_SERVICE_ACCOUNTS']) {
    if (isAlone && given[name] !== undefined) faults.push(`${name}: needs AUTH_ISSUER, whose tokens it is about`);
  }
  if (given['AUTH_PRESET'] === 'google' && given['AUTH_SERVICE_ACCOUNTS'] === undefined) {
    faults.push('AUTH_SERVICE_ACCOUNTS: is required with AUTH_PRESET=google');
  }
  if (given['AUTH_COOKIES'] === 'on' && given['AUTH_DPOP'] === 'required') {
    faults.push('AUTH_COOKIES: cannot be on with AUTH_DPOP=required, since a browser sends cookies without a proof');
  }
  return faults;
}

interface ResourceServerConfig {
  readonly PORT?: number | undefined;
  readonly AUTH_ISSUER?: string | undefined;
  readonly AUTH_AUDIENCE?: string | undefined;
  readonly AUTH_RESOURCE?: string | undefined;
  readonly AUTH_JWKS_URI?: string | undefined;
  readonly AUTH_PRESET?: (typeof presets)[number] | undefined;
  readonly AUTH_SERVICE_ACCOUNTS?: readonly string[] | undefined;
  readonly AUTH_TRUSTED_ISSUERS?: readonly unknown[] | undefined;
  readonly AUTH_DPOP?: 'off' | 'supported' | 'required' | undefined;
  readonly AUTH_COOKIES?: 'on' | 'off' | undefined;
  readonly WEB_ORIGINS?: readonly string[] | undefined;
}

/** The issuers that the variables of a resource server name, as options for the guards; with its own resource as audience, too. */
export function issuersOf(
  config: ResourceServerConfig,
  resources = config.AUTH_RESOURCE === undefined ? [] : [config.AUTH_RESOURCE],
): IssuerOptions[] {
  const trusted = (config.AUTH_TRUSTED_ISSUERS ?? []) as IssuerOptions[];
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE, AUTH_PRESET: preset = 'gatehouse', AUTH_JWKS_URI: jwksUri } = config;
  if (issuer === undefined || AUTH_AUDIENCE === undefined) return trusted;
  const audience = resources.length === 0 ? AUTH_AUDIENCE : [AUTH_AUDIENCE, ...resources];
  const keys = { issuer, ...(jwksUri !== undefined && { jwksUri }) };
  const accounts = config.AUTH_SERVICE_ACCOUNTS ?? [];
  const named: IssuerOptions =
    preset === 'gatehouse'
      ? { ...keys, audience }
      : preset === 'cognito'
        ? { ...keys, preset, clientIds: AUTH_AUDIENCE }
        : preset === 'google'
          ? { ...keys, preset, audience, serviceAccounts: accounts }
          : ({ ...keys, preset, audience } as IssuerOptions);
  return [named, ...trusted];
}

/** What `AuthModule` needs to guard the service of a card. With an issuer on this machine the resource has a default. */
export function guardOptions({ name, basePath }: Pick<ServiceCard, 'name' | 'basePath'>, config: ResourceServerConfig) {
  const { AUTH_ISSUER: issuer } = config;
  const isLocal = issuer !== undefined && isLoopback(new URL(issuer)) && Boolean(config.PORT);
  const resource = config.AUTH_RESOURCE ?? (isLocal ? `http://localhost:${config.PORT}${basePath}` : undefined);
  return {
    issuers: issuersOf({ ...config, AUTH_RESOURCE: resource }),
    realm: name,
    ...(resource !== undefined && { resource }),
    ...dpopOptions(config.AUTH_DPOP, resource),
    ...cookieOptions(config.AUTH_COOKIES, config.WEB_ORIGINS ?? []),
  };
}
