import { type ServiceDefinition } from '@gatehouse/service';
import { AppModule } from './app.module';
import { authEnvironment } from './config';
import { mountOidc } from './oidc/mount';
import { passwordProblems } from './passwords/password.errors';
import { sessionProblems } from './sessions/sessions.service';
import { throttlingProblems } from './throttling/throttling.errors';
import { userProblems } from './users/user.errors';

/** The authorization server, for whatever starts it. */
export const authService: ServiceDefinition = {
  name: 'auth',
  basePath: '/auth',
  title: 'Gatehouse: authorization server',
  description: 'Accounts, sign-in and tokens.',
  environment: authEnvironment,
  module: AppModule,
  mount: mountOidc,
  mountedRoutes: [
    { method: 'ALL', path: '/auth/oauth2/*path' },
    { method: 'GET', path: '/auth/.well-known/openid-configuration' },
    { method: 'GET', path: '/auth/.well-known/jwks.json' },
    { method: 'GET', path: '/.well-known/oauth-authorization-server/auth' },
    { method: 'GET', path: '/.well-known/openid-configuration/auth' },
  ],
  problems: { ...userProblems, ...passwordProblems, ...throttlingProblems, ...sessionProblems },
};
