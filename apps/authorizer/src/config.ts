import { type IssuerOptions } from '@gatehouse/access-token';
import { issuersOf, parseEnvironment, resourceServerEnvironment } from '@gatehouse/service';
import { z } from 'zod';

const routesDirectory = { ROUTES_DIR: z.string().optional() };

/** Whose tokens are taken, and where the manifests of the services lie. Throws with every fault by name. */
export function authorizerConfig(): { issuers: IssuerOptions[]; routesDirectory: string | undefined } {
  const parsed = parseEnvironment(z.object({ ...resourceServerEnvironment, ...routesDirectory }), process.env);
  return { issuers: issuersOf(parsed), routesDirectory: parsed.ROUTES_DIR };
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
