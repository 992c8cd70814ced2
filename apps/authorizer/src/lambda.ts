import './interpreted-schemas';
import { createAccessTokenVerifier } from '@gatehouse/access-token';
import { createAuthorizer } from './authorizer';
import { authorizerConfig } from './config';
import { routesOf } from './route-manifests';

const { issuers, routesDirectory } = authorizerConfig();

export const handler = createAuthorizer(createAccessTokenVerifier({ issuers }), routesOf(routesDirectory));
