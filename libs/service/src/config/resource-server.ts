import { type IssuerOptions, verifierOptionFaults } from '@gatehouse/access-token';
import { type ServiceCard } from '@gatehouse/service-card';
import { z } from 'zod';
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
    z.array(
      z.looseObject({
        issuer: httpUrl,
        audience: z.union([z.string().min(1), z.array(z.string().min(1)).min(1), z.null()]),
        jwksUri: httpUrl.optional(),
      }),
      { error: 'must be a JSON array of {issuer, audience, …}' },
    ),
  )
  .superRefine((issuers, context) => {
    for (const [index, issuer] of issuers.entries()) {
      // The verifier knows which options there are; its faults begin with `issuers.0`.
      for (const fault of verifierOptionFaults({ issuers: [issuer as IssuerOptions] })) {
        const [place = '', ...message] = fault.split(': ');
        context.addIssue({ code: 'custom', path: [index, ...place.split('.').slice(2)], message: message.join(': ') });
      }
    }
  });

/** Variables of a resource server: whose access tokens it takes. */
export const resourceServerEnvironment = {
  AUTH_ISSUER: httpUrl,
  AUTH_AUDIENCE: z.string().min(1),
  /** The service's own resource identifier (RFC 8707, RFC 9728): its public URL. Accepted as audience, too, and advertised. */
  AUTH_RESOURCE: httpUrl.optional(),
  AUTH_JWKS_URI: httpUrl.optional(),
  /** `cognito`: the issuer is an Amazon Cognito user pool, and `AUTH_AUDIENCE` the id of the app client. */
  AUTH_PRESET: z.enum(['gatehouse', 'cognito'], { error: 'must be gatehouse or cognito' }).default('gatehouse'),
  AUTH_TRUSTED_ISSUERS: trustedIssuers.optional(),
  /** Origins of web pages that may call the service, with commas between. */
  WEB_ORIGINS: webOriginList.default([]),
};

interface ResourceServerConfig {
  readonly PORT?: number | undefined;
  readonly AUTH_ISSUER: string;
  readonly AUTH_AUDIENCE: string;
  readonly AUTH_RESOURCE?: string | undefined;
  readonly AUTH_JWKS_URI?: string | undefined;
  readonly AUTH_PRESET?: 'gatehouse' | 'cognito' | undefined;
  readonly AUTH_TRUSTED_ISSUERS?: readonly unknown[] | undefined;
}

/** The issuers that the variables of a resource server name, as options for the guards; with its own resource as audience, too. */
export function issuersOf(
  config: ResourceServerConfig,
  resources = config.AUTH_RESOURCE === undefined ? [] : [config.AUTH_RESOURCE],
): IssuerOptions[] {
  const { AUTH_AUDIENCE: audience } = config;
  return [
    {
      issuer: config.AUTH_ISSUER,
      ...(config.AUTH_PRESET === 'cognito'
        ? { preset: 'cognito', clientIds: audience }
        : { audience: resources.length === 0 ? audience : [audience, ...resources] }),
      ...(config.AUTH_JWKS_URI !== undefined && { jwksUri: config.AUTH_JWKS_URI }),
    },
    ...((config.AUTH_TRUSTED_ISSUERS ?? []) as IssuerOptions[]),
  ];
}

/** What `AuthModule` needs to guard the service of a card. With an issuer on this machine the resource has a default. */
export function guardOptions({ name, basePath }: Pick<ServiceCard, 'name' | 'basePath'>, config: ResourceServerConfig) {
  const isLocal = isLoopback(new URL(config.AUTH_ISSUER)) && Boolean(config.PORT);
  const resource = config.AUTH_RESOURCE ?? (isLocal ? `http://localhost:${config.PORT}${basePath}` : undefined);
  return {
    issuers: issuersOf({ ...config, AUTH_RESOURCE: resource }),
    realm: name,
    ...(resource !== undefined && { resource }),
  };
}
