import { type resourceServerEnvironment } from '@gatehouse/service';
import { type z } from 'zod';
import { type EnvironmentOf } from './environment';
import { type Trust } from './trust';

/** The Lambda authorizer is a resource server and nothing else. */
export function environmentOfAuthorizer(trust: Trust) {
  return trustVariables(trust) satisfies EnvironmentOf<z.ZodObject<typeof resourceServerEnvironment>>;
}

/** Whose tokens a resource server takes. */
export function trustVariables({ issuer, audience, issuedBy, jwksUri }: Trust) {
  return {
    AUTH_ISSUER: issuer,
    AUTH_AUDIENCE: audience,
    AUTH_PRESET: issuedBy === 'cognito' ? 'cognito' : 'gatehouse',
    ...(jwksUri !== undefined && { AUTH_JWKS_URI: jwksUri }),
  };
}
