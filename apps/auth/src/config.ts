import { type ConfigService } from '@nestjs/config';
import { cookieOptions, dpopOptions, dynamoDbEnvironment, serviceEnvironment } from '@gatehouse/service';
import { z } from 'zod';
import { auditEnvironment } from './audit/config';
import { oidcEnvironment, type OidcEnvironment, webOrigins } from './oidc/config';
import { passwordsEnvironment } from './passwords/config';
import { issuerEnvironment } from './settings';
import { signingKeysEnvironment } from './signing-keys/config';
import { usersEnvironment } from './users/config';

/** Settings of the authorization server. */
export const authEnvironment = z.object({
  ...serviceEnvironment,
  ...dynamoDbEnvironment,
  ...issuerEnvironment,
  ...signingKeysEnvironment,
  ...oidcEnvironment,
  ...passwordsEnvironment,
  ...usersEnvironment,
  ...auditEnvironment,
});

/** Whose access tokens the user API takes: our own. */
export function guardOptions(config: ConfigService<OidcEnvironment, true>) {
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
    ...dpopOptions(config.get('AUTH_DPOP', { infer: true }), issuer),
    ...cookieOptions(
      config.get('AUTH_COOKIES', { infer: true }),
      webOrigins(issuer, config.get('WEB_ORIGINS', { infer: true })),
    ),
  } as const;
}
