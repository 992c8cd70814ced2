import { httpUrl } from '@gatehouse/service';
import { z } from 'zod';
import { count, type Parsed } from '../settings';

/** Variables of the signing keys. */
export const signingKeysEnvironment = {
  SIGNING_KEYS: z.string().regex(/^(file:.+|kms:arn:[^,]+(,arn:[^,]+)*)$/, {
    error: 'must be file:PATH, or kms: and key ARNs with commas between',
  }),
  /** Unset: AWS. */
  KMS_ENDPOINT: httpUrl.optional(),
  /** Longest time that anything in front keeps the JWKS. */
  JWKS_CACHE_SECONDS: count(0, 7 * 24 * 3600, 'a number of seconds').default(7200),
};
export type SigningKeysEnvironment = Parsed<typeof signingKeysEnvironment>;
