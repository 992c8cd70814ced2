import { authorizerConfig, cognitoConfig } from './config';

const issuer = { AUTH_ISSUER: 'https://auth.example.com/auth', AUTH_AUDIENCE: 'urn:gatehouse:api' };
const pool = { USER_POOL_ID: 'eu-west-1_Abcdefghi', USER_POOL_CLIENT_IDS: 'app1, app2' };

describe('the settings of the function', () => {
  afterEach(() => jest.restoreAllMocks());
  const environment = (variables: Record<string, string>) => jest.replaceProperty(process, 'env', variables);

  it.each([
    ['of our own issuer', () => authorizerConfig(), issuer],
    ['of a Cognito user pool', () => cognitoConfig(), pool],
  ])('%s say what the manifests do not', (_name, read, required) => {
    environment(required);
    expect(read().settings).toEqual({ guardsPublicRoutes: false });
    const more = { PATH_PREFIX: '/v1', GUARDS_PUBLIC_ROUTES: 'true', CONNECT_SCOPES: 'chat:join chat:read' };
    environment({ ...required, ...more });
    const connectScopes = ['chat:join', 'chat:read'];
    expect(read().settings).toEqual({ pathPrefix: '/v1', guardsPublicRoutes: true, connectScopes });
    environment({ ...required, PATH_PREFIX: 'v1', GUARDS_PUBLIC_ROUTES: 'yes', CONNECT_SCOPES: 'a, "b"' });
    for (const name of Object.keys(more)) expect(read).toThrow(name);
  });
});
