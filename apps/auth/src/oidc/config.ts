import { httpUrl, isLoopback, webOriginList } from '@gatehouse/service';
import { z } from 'zod';

const seconds = (least: number, most: number) =>
  z.coerce
    .number({ error: `must be a number of seconds, ${least} to ${most}` })
    .int()
    .min(least)
    .max(most);

/** Variables of the OAuth and OpenID Connect part. */
export const oidcEnvironment = {
  SIGNING_KEYS: z.string().regex(/^(file:.+|kms:arn:[^,]+(,arn:[^,]+)*)$/, {
    error: 'must be file:PATH, or kms: and key ARNs with commas between',
  }),
  /** Unset: AWS. */
  KMS_ENDPOINT: httpUrl.optional(),
  /** Origins of the first-party web app, with commas between. For an issuer on this machine it has a default. */
  WEB_ORIGINS: webOriginList.optional(),
  REFRESH_GRACE_SECONDS: seconds(0, 60).default(10),
  /** Longest time that anything in front keeps the JWKS. */
  JWKS_CACHE_SECONDS: seconds(0, 7 * 24 * 3600).default(7200),
};

const localWebOrigins = ['http://localhost:3000', 'http://127.0.0.1:3000'];

export function webOrigins(issuer: string, configured: readonly string[] | undefined): readonly string[] {
  return configured ?? (isLoopback(new URL(issuer)) ? localWebOrigins : []);
}
