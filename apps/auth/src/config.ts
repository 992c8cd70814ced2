import { dynamoDbEnvironment, issuersOf, resourceServerEnvironment, serviceEnvironment } from '@gatehouse/service';
import { type ConfigService } from '@nestjs/config';
import { z } from 'zod';
import { oidcEnvironment } from './oidc/config';
import { usersEnvironment } from './users/config';

/** Settings of the authorization server. */
export const authEnvironment = z.object({
  ...serviceEnvironment,
  ...dynamoDbEnvironment,
  // No AUTH_TRUSTED_ISSUERS: another issuer's subject may be spelled like the id of one of our users.
  AUTH_ISSUER: resourceServerEnvironment.AUTH_ISSUER,
  AUTH_AUDIENCE: resourceServerEnvironment.AUTH_AUDIENCE,
  AUTH_JWKS_URI: resourceServerEnvironment.AUTH_JWKS_URI,
  ...oidcEnvironment,
  ...usersEnvironment,
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
