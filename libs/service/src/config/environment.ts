import { type IssuerOptions } from '@gatehouse/access-token';
import { z } from 'zod';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** An absolute http(s) URL without user, query or fragment. */
export const httpUrl = z.string().refine(
  (value) => {
    const url = URL.parse(value);
    return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  },
  { error: 'must be an absolute http(s) URL without credentials, query or fragment' },
);

/** Whether the URL leads to this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Origins of web pages, with commas between, as an array: of https, or of this machine. */
export const webOriginList = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .pipe(
    z.array(
      z.string().refine(
        (origin) => {
          const url = URL.parse(origin);
          return url?.origin === origin && (url.protocol === 'https:' || isLoopback(url));
        },
        { error: 'must be origins such as https://app.example.com, with commas between' },
      ),
    ),
  );

/** Variables of every service. */
export const serviceEnvironment = {
  PORT: z.coerce.number({ error: 'must be a port, 0 to 65535' }).int().min(0).max(65535),
  HOST: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
  LOG_TO: z.enum(['stdout', 'stderr'], { error: 'must be stdout or stderr' }).default('stdout'),
  /** How many proxies in front append to `X-Forwarded-For`: 1 behind a load balancer. Whom nobody vouches for is not believed. */
  TRUSTED_PROXIES: z.coerce.number({ error: 'must be a number, 0 to 8' }).int().min(0).max(8).default(0),
  /** Lambda only: what a domain's mapping puts before the service's paths where the event does not tell it, such as `/v1`. */
  PATH_PREFIX: z
    .string()
    .regex(/^(\/[\w.~-]+)+$/, { error: 'must be a path such as /v1' })
    .optional(),
};

/** Variables of a service with a store. `DYNAMODB_ENDPOINT` unset means AWS. */
export const dynamoDbEnvironment = {
  DYNAMODB_ENDPOINT: httpUrl.optional(),
  TABLE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{0,200}$/, { error: 'may hold letters, digits and _ . - only' })
    .default('gatehouse-'),
};

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
  );

/** Variables of a resource server: whose access tokens it takes. */
export const resourceServerEnvironment = {
  AUTH_ISSUER: httpUrl,
  AUTH_AUDIENCE: z.string().min(1),
  AUTH_JWKS_URI: httpUrl.optional(),
  /** `cognito`: the issuer is an Amazon Cognito user pool, and `AUTH_AUDIENCE` the id of the app client. */
  AUTH_PRESET: z.enum(['gatehouse', 'cognito'], { error: 'must be gatehouse or cognito' }).default('gatehouse'),
  AUTH_TRUSTED_ISSUERS: trustedIssuers.optional(),
};

/** The issuers that the variables of a resource server name, as options for the guards. */
export function issuersOf(config: {
  AUTH_ISSUER: string;
  AUTH_AUDIENCE: string;
  AUTH_JWKS_URI?: string | undefined;
  AUTH_PRESET?: 'gatehouse' | 'cognito' | undefined;
  AUTH_TRUSTED_ISSUERS?: readonly unknown[] | undefined;
}): IssuerOptions[] {
  return [
    {
      issuer: config.AUTH_ISSUER,
      ...(config.AUTH_PRESET === 'cognito'
        ? { preset: 'cognito', clientIds: config.AUTH_AUDIENCE }
        : { audience: config.AUTH_AUDIENCE }),
      ...(config.AUTH_JWKS_URI !== undefined && { jwksUri: config.AUTH_JWKS_URI }),
    },
    // The verifier checks every option of these again and names what it does not know.
    ...((config.AUTH_TRUSTED_ISSUERS ?? []) as IssuerOptions[]),
  ];
}
