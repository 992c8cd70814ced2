import { type ExposedRoute, exposedRoutes } from '../routes/exposure';
import { routesOf } from '../routes/route';
import { cardOf } from '../testing/cards';
import { authManifest, messagesManifest } from '../testing/manifests';
import { type ListenerRule, pathRule, validationRules } from './listener-rules';

/** The rule that answers, by the load balancer's own order: the first that matches. */
function answering(rules: readonly ListenerRule[], method: string, path: string): ListenerRule | undefined {
  return rules.find(
    ({ paths, methods }) =>
      (methods.length === 0 || methods.includes(method)) &&
      paths.some((pattern) => new RegExp(`^${RegExp.escape(pattern).replaceAll('\\*', '.*')}$`).test(path)),
  );
}

describe('the rules of a load balancer', () => {
  const messages = exposedRoutes(cardOf('messages'), routesOf('messages', messagesManifest));
  const rules = [...validationRules(messages), pathRule(cardOf('messages'))];

  it.each([
    ['POST', '/messages', { scope: 'messages:write' }],
    ['GET', '/messages/mine', { scope: 'messages:read' }],
    ['HEAD', '/messages/mine', { scope: 'messages:read' }],
    ['PATCH', '/messages/1', { scope: 'messages:write' }],
    ['DELETE', '/messages/1', {}],
    ['GET', '/messages', undefined],
    ['GET', '/messages/1', undefined],
    ['GET', '/messages/docs/favicon.png', undefined],
    ['OPTIONS', '/messages', undefined],
    ['OPTIONS', '/messages/mine', undefined],
    ['GET', '/.well-known/oauth-protected-resource/messages', undefined],
  ])('%s %s asks for %j', (method, path, token) => {
    const rule = answering(rules, method, path);
    expect(rule).toBeDefined();
    expect(rule?.token).toEqual(token);
  });

  it('ask for a token on every guarded route and on no open one', () => {
    const auth = exposedRoutes(cardOf('auth'), routesOf('auth', authManifest, cardOf('auth').anyToken));
    const all = [...validationRules(auth), pathRule(cardOf('auth'))];
    for (const { method, path, guarded } of auth.filter((route) => route.method !== 'ANY')) {
      const rule = answering(all, method, path.replaceAll(/\{[^}]+\}/g, 'x'));
      expect([method, path, rule?.token !== undefined]).toEqual([method, path, guarded]);
    }
  });

  it('spare an open route that the pattern of a guarded one reaches', () => {
    const route = (path: string, guarded: boolean): ExposedRoute => ({ method: 'GET', path, guarded, scopes: [] });
    const tricky = validationRules([route('/a/{id}', true), route('/a/open', false), route('/a/b/c', false)]);
    expect(answering(tricky, 'GET', '/a/1')?.token).toEqual({});
    expect(answering(tricky, 'GET', '/a/open')?.token).toBeUndefined();
    expect(answering(tricky, 'GET', '/a/b/c')?.token).toBeUndefined();
  });

  it('hold no more than a rule can', () => {
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    expect(() => validationRules(methods.map((method) => ({ method, path: '/a', guarded: true, scopes: [] })))).toThrow(
      'holds 5 paths and methods',
    );
  });
});
