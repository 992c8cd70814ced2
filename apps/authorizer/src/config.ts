import { type IssuerOptions } from '@gatehouse/access-token';
import { httpUrl, issuersOf, parseEnvironment, resourceServerEnvironment } from '@gatehouse/service';
import { z } from 'zod';

const routesDirectory = { ROUTES_DIR: z.string().optional() };

/** The resource identifiers of the services behind the API: each service itself rejects a token for another one. */
const resources = {
  AUTH_RESOURCES: z
    .string()
    .transform((text) => text.split(',').map((resource) => resource.trim()))
    .pipe(z.array(httpUrl))
    .default([]),
};

/** Whose tokens are taken, and where the manifests of the services lie. Throws with every fault by name. */
export function authorizerConfig(): { issuers: IssuerOptions[]; routesDirectory: string | undefined } {
  const environment = { ...resourceServerEnvironment, ...resources, ...routesDirectory };
  const { ROUTES_DIR, AUTH_RESOURCES, ...settings } = parseEnvironment(z.object(environment), process.env);
  return { issuers: issuersOf(settings, AUTH_RESOURCES), routesDirectory: ROUTES_DIR };
}

const cognito = {
  USER_POOL_ID: z.string().regex(/^[\w-]+_\w+$/, { error: 'must be the id of a user pool' }),
  USER_POOL_CLIENT_IDS: z.string().min(1, { error: 'must be the ids of app clients, separated by commas' }),
};

/** The same for a Cognito user pool. */
export function cognitoConfig(): { userPoolId: string; clientId: string[]; routesDirectory: string | undefined } {
  const parsed = parseEnvironment(z.object({ ...cognito, ...routesDirectory }), process.env);
  const clientId = parsed.USER_POOL_CLIENT_IDS.split(',').map((id) => id.trim());
  return { userPoolId: parsed.USER_POOL_ID, clientId, routesDirectory: parsed.ROUTES_DIR };
}
