import { type RunningService, startMessages } from '../testing/running-service';

describe('the messages service', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startMessages();
  });
  afterAll(() => service.stop());

  it('keeps a message and shows it first', async () => {
    const posted = await service.call('POST /messages', { token: service.token(), body: { text: 'hello 👩‍🚀' } });
    expect(posted).toMatchObject({ status: 201, body: { text: 'hello 👩‍🚀', author: { username: 'ada' }, version: 1 } });
    const { id } = posted.body;
    expect(posted.headers).toMatchObject({ location: `/messages/${id}`, etag: '"1"', 'cache-control': 'no-store' });
    const feed = await service.call('GET /messages');
    expect(feed).toMatchObject({ status: 200, body: { items: [posted.body], next: null } });
    expect(await service.call(`GET /messages/${id}`)).toMatchObject({ status: 200, body: posted.body });
    expect(await service.call('GET /messages/mine', { token: service.token() })).toMatchObject({
      status: 200,
      body: { items: [posted.body] },
    });
    expect(await service.call(`PATCH /messages/${id}`, { token: service.token(), body: { text: 'x' } })).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    expect(await service.call(`DELETE /messages/${id}`, { token: service.token() })).toMatchObject({ status: 204 });
    expect(await service.call(`GET /messages/${id}`, { token: service.token() })).toMatchObject({ status: 410 });
  });
});
