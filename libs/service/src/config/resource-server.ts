import { type IssuerOptions } from '@gatehouse/access-token';
import { z } from 'zod';
import { httpUrl } from './url';

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
