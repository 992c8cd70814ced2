import { dynamoDbEnvironment, resourceServerEnvironment, serviceEnvironment } from '@gatehouse/service';
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
  ...oidcEnvironment,
  ...usersEnvironment,
});

export type AuthEnvironment = z.infer<typeof authEnvironment>;
export type AuthConfig = ConfigService<AuthEnvironment, true>;

/** Whose access tokens the user API takes: our own. */
export function guardOptions(config: AuthConfig) {
  const issuer = config.get('AUTH_ISSUER', { infer: true });
  return {
    issuers: [
      {
        issuer,
        // The issuer is this service's own resource identifier, so also the audience of tokens for its API alone.
        audience: [config.get('AUTH_AUDIENCE', { infer: true }), issuer],
        jwksUri: `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`,
      },
    ],
    resource: issuer,
  } as const;
}
