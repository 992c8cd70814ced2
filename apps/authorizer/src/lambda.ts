import './interpreted-schemas';
import { createAccessTokenVerifier } from '@gatehouse/access-token';
import { createAuthorizer } from './authorizer';
import { authorizerConfig } from './config';
import { warn } from './log';
import { routesOf } from './route-manifests';

const { issuers, routesDirectory, settings } = authorizerConfig();

// API Gateway remembers verdicts, and room for more tokens than one process meets takes its time to set aside.
const verifier = createAccessTokenVerifier({ issuers, cache: { maxEntries: 500 } });

export const handler = createAuthorizer(verifier, routesOf(routesDirectory), { ...settings, log: warn });
