import './interpreted-schemas';
import { createAuthorizer } from './authorizer';
import { cognitoCheck, verifierOf } from './cognito-check';
import { cognitoConfig } from './config';
import { warn } from './log';
import { routesOf } from './route-manifests';

const { userPoolId, clientId, routesDirectory, settings } = cognitoConfig();

export const handler = createAuthorizer(cognitoCheck(verifierOf(userPoolId, clientId)), routesOf(routesDirectory), {
  ...settings,
  log: warn,
});
