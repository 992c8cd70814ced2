import { type ServiceDefinition } from '@gatehouse/service';
import { AppModule } from './app.module';
import { card } from './card';
import { authEnvironment } from './config';
import { mountOidc } from './oidc/mount';
import { problems } from './problems';

/** The authorization server, for whatever starts it. */
export const authService: ServiceDefinition = {
  card,
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
  problems,
};
