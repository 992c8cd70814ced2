import { dynamoDbEnvironment, issuersOf, resourceServerEnvironment, serviceEnvironment } from '@gatehouse/service';
import { type ConfigService } from '@nestjs/config';
import { z } from 'zod';
import { oidcEnvironment } from './oidc/config';

function count(range: string, least: number, most: number) {
  return z.coerce
    .number({ error: `must be a whole number, ${range}` })
    .int()
    .min(least)
    .max(most);
}

/** Settings of the authorization server. */
export const authEnvironment = z.object({
  ...serviceEnvironment,
  ...dynamoDbEnvironment,
  // No AUTH_TRUSTED_ISSUERS: another issuer's subject may be spelled like the id of one of our users.
  AUTH_ISSUER: resourceServerEnvironment.AUTH_ISSUER,
  AUTH_AUDIENCE: resourceServerEnvironment.AUTH_AUDIENCE,
  AUTH_JWKS_URI: resourceServerEnvironment.AUTH_JWKS_URI,
  ...oidcEnvironment,
  /** Threads that hash passwords; unset: one less than there are cores, 1 to 4. Each takes 19 MiB at work. */
  PASSWORD_THREADS: count('1 to 64', 1, 64).optional(),
  /** Passwords that may wait for a thread; more are answered 503. */
  PASSWORD_QUEUE: count('0 to 10000', 0, 10_000).default(256),
  /** Failed sign-ins to one account before the next ones have to wait. */
  ACCOUNT_FREE_FAILURES: count('1 to 1000', 1, 1000).default(5),
  /** Failed sign-ins from one address before the next ones have to wait. */
  ADDRESS_FREE_FAILURES: count('1 to 1000000', 1, 1_000_000).default(100),
  /** Sign-ups from one address before the next ones have to wait. */
  ADDRESS_FREE_SIGN_UPS: count('1 to 1000000', 1, 1_000_000).default(300),
});

export type AuthEnvironment = z.infer<typeof authEnvironment>;
export type AuthConfig = ConfigService<AuthEnvironment, true>;

/** Whose access tokens the user API takes: our own. */
export function guardOptions(config: AuthConfig) {
  return {
    issuers: issuersOf({
      AUTH_ISSUER: config.get('AUTH_ISSUER', { infer: true }),
      AUTH_AUDIENCE: config.get('AUTH_AUDIENCE', { infer: true }),
      AUTH_JWKS_URI: config.get('AUTH_JWKS_URI', { infer: true }),
    }),
    resource: '/auth',
  };
}
