import { type IssuerOptions } from '@gatehouse/access-token';
import {
  httpUrl,
  issuersOf,
  parseEnvironment,
  resourceServerEnvironment,
  serviceEnvironment,
} from '@gatehouse/service';
import { z } from 'zod';
import { type AuthorizerSettings } from './authorizer';

/** Where the manifests of the services lie, and what they do not say. */
const routes = {
  ROUTES_DIR: z.string().optional(),
  PATH_PREFIX: serviceEnvironment.PATH_PREFIX,
  GUARDS_PUBLIC_ROUTES: z.enum(['true', 'false'], { error: 'must be true or false' }).default('false'),
  CONNECT_SCOPES: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, { error: 'must be scopes, separated by spaces' })
    .optional(),
};

interface Routes {
  readonly routesDirectory: string | undefined;
  readonly settings: AuthorizerSettings;
}

function routesOf(parsed: z.infer<z.ZodObject<typeof routes>>): Routes {
  const settings = {
    pathPrefix: parsed.PATH_PREFIX,
    guardsPublicRoutes: parsed.GUARDS_PUBLIC_ROUTES === 'true',
    connectScopes: parsed.CONNECT_SCOPES?.split(' '),
  };
  return { routesDirectory: parsed.ROUTES_DIR, settings };
}

/** The resource identifiers of the services behind the API: each service itself rejects a token for another one. */
const resources = {
  AUTH_RESOURCES: z
    .string()
    .transform((text) => text.split(',').map((resource) => resource.trim()))
    .pipe(z.array(httpUrl))
    .default([]),
};

/** Whose tokens are taken, and for which routes. Throws with every fault by name. */
export function authorizerConfig(): Routes & { issuers: IssuerOptions[] } {
  const parsed = parseEnvironment(z.object({ ...resourceServerEnvironment, ...resources, ...routes }), process.env);
  return { issuers: issuersOf(parsed, parsed.AUTH_RESOURCES), ...routesOf(parsed) };
}

const cognito = {
  USER_POOL_ID: z.string().regex(/^[\w-]+_\w+$/, { error: 'must be the id of a user pool' }),
  USER_POOL_CLIENT_IDS: z.string().min(1, { error: 'must be the ids of app clients, separated by commas' }),
};

/** The same for a Cognito user pool. */
export function cognitoConfig(): Routes & { userPoolId: string; clientId: string[] } {
  const parsed = parseEnvironment(z.object({ ...cognito, ...routes }), process.env);
  const clientId = parsed.USER_POOL_CLIENT_IDS.split(',').map((id) => id.trim());
  return { userPoolId: parsed.USER_POOL_ID, clientId, ...routesOf(parsed) };
}
