import { routeDeclarations } from '@gatehouse/auth';
import { protectedRouteCases, type RouteRequest } from '@gatehouse/auth/testing';
import { type RunningService, startMessages } from '../testing/running-service';

let service: RunningService;
beforeAll(async () => {
  service = await startMessages();
});
afterAll(() => service.stop());

describe('every route', () => {
  it('says who may call it', () => {
    const routes = routeDeclarations(service.app).map(
      ({ method, path, public: open, scopes: { allOf, anyOf }, roles }) =>
        `${method} ${path} ${open ? 'public' : [...allOf, ...anyOf, ...roles].join(' ') || 'NOTHING'}`,
    );
    expect([...routes].sort()).toEqual([
      'DELETE /messages/:id messages:write messages:moderate',
      'GET /.well-known/oauth-protected-resource/messages public',
      'GET /health/live public',
      'GET /health/ready public',
      'GET /messages public',
      'GET /messages/:id public',
      'GET /messages/mine messages:read',
      'PATCH /messages/:id messages:write messages:moderate',
      'POST /messages messages:write',
    ]);
  });

  it('is in the OpenAPI document with what it demands', async () => {
    const { body } = await service.call('GET /messages/openapi.json');
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/messages', '/messages/mine', '/messages/{id}']));
    expect(Object.keys(body.paths)).not.toContain('/messages/stream');
    expect(body.paths['/messages'].post.security).toEqual([{ bearer: ['messages:write'] }]);
    expect(body.paths['/messages'].get.security ?? []).toEqual([]);
  });

  const author = { subject: 'ada', roles: ['moderator'] };
  const post = async (): Promise<string> =>
    (await service.call('POST /messages', { token: service.token({ subject: 'ada' }), body: { text: 'x' } })).body.id;
  const body = { text: 'x' };
  const mine = async (method: string): Promise<RouteRequest> => ({
    method,
    path: `/messages/${await post()}`,
    ...(method === 'PATCH' && { body }),
  });
  describe.each([
    { request: { method: 'POST', path: '/messages', body }, demands: { scopes: ['messages:write'] } },
    { request: { method: 'GET', path: '/messages/mine' }, demands: { scopes: ['messages:read'] } },
    { request: () => mine('PATCH'), demands: { anyScope: ['messages:write', 'messages:moderate'] } },
    { request: () => mine('DELETE'), demands: { anyScope: ['messages:write', 'messages:moderate'] } },
  ])('that is protected ($demands)', (route) => {
    for (const { name, run } of protectedRouteCases({ service: () => service, caller: author, ...route }))
      it(name, run);
  });
});
