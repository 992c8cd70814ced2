import { authManifest, messagesManifest } from '../testing/manifests';
import { cardOf, ownCards, ownManifest } from '../testing/cards';
import { exposedRoutes } from './exposure';
import { routesOf } from './route';

const undeclared = { method: 'GET', path: '/messages/new', public: false, scopes: { allOf: [], anyOf: [] }, roles: [] };

describe('a route manifest', () => {
  it.each(ownCards)('of $name can be deployed', (service) => {
    const { name, anyToken } = service;
    const manifest = ownManifest(name);
    expect(() => exposedRoutes(service, routesOf(name, JSON.parse(manifest), anyToken))).not.toThrow();
  });

  it('is refused with a route that was added without a declaration', () => {
    expect(() => routesOf('messages', [...messagesManifest, undeclared])).toThrow(
      'GET /messages/new declares neither scopes nor roles, nor that it is public',
    );
  });

  it('is refused where a route is excepted that need not be', () => {
    expect(() => routesOf('messages', messagesManifest, ['GET /messages'])).toThrow(
      'GET /messages is said to want any token, but declares something or is gone',
    );
  });

  it('is refused where it is none', () => {
    expect(() => routesOf('messages', [{ method: 'GET', path: 'messages' }])).toThrow('The route manifest of messages');
    expect(() => routesOf('messages', [])).toThrow('The route manifest of messages');
  });
});

describe('what is exposed', () => {
  it('has to have the documents that lead to everything else', () => {
    const without = authManifest.filter(({ path }) => !path.startsWith('/.well-known/oauth-authorization-server'));
    expect(() => exposedRoutes(cardOf('auth'), without)).toThrow(
      '/.well-known/oauth-authorization-server/auth is not in it',
    );
  });

  it('rejects a parameter that is part of a segment', () => {
    const file = { ...undeclared, method: 'GET', path: '/messages/:id.json', public: true } as const;
    expect(() => exposedRoutes(cardOf('messages'), [...messagesManifest, file])).toThrow(
      'GET /messages/:id.json has a segment that is a parameter in part',
    );
  });

  it('keeps the name of a wildcard', () => {
    const file = { ...undeclared, method: 'GET', path: '/messages/files/*file', public: true } as const;
    const routes = exposedRoutes(cardOf('messages'), [...messagesManifest, file]);
    expect(routes.map(({ path }) => path)).toContain('/messages/files/{file+}');
  });

  it('is what lies below the base path, and the well-known documents; HEAD goes with GET', () => {
    const routes = exposedRoutes(cardOf('messages'), routesOf('messages', messagesManifest));
    expect(
      routes.map(({ method, path, guarded, scopes }) => `${method} ${path} ${guarded ? scopes.join(',') : '-'}`).sort(),
    ).toEqual(
      [
        'GET /messages/openapi.json -',
        'HEAD /messages/openapi.json -',
        'GET /messages/docs -',
        'HEAD /messages/docs -',
        'GET /messages/docs/{path+} -',
        'HEAD /messages/docs/{path+} -',
        'GET /.well-known/oauth-protected-resource/messages -',
        'HEAD /.well-known/oauth-protected-resource/messages -',
        'GET /messages -',
        'HEAD /messages -',
        'POST /messages messages:write',
        'GET /messages/mine messages:read',
        'HEAD /messages/mine messages:read',
        'GET /messages/{id} -',
        'HEAD /messages/{id} -',
        'PATCH /messages/{id} messages:write',
        'DELETE /messages/{id} messages:write,messages:moderate',
      ].sort(),
    );
  });

  it('of the authorization server has its protocol and its documents, and not its health', () => {
    const paths = exposedRoutes(cardOf('auth'), routesOf('auth', authManifest, cardOf('auth').anyToken)).map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect(paths).toEqual(
      expect.arrayContaining([
        'ANY /auth/oauth2/{path+}',
        'GET /auth/.well-known/jwks.json',
        'GET /.well-known/oauth-authorization-server/auth',
      ]),
    );
    expect(paths.filter((path) => path.includes('/health'))).toEqual([]);
  });
});
