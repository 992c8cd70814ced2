import { createTestIssuer, type TestIssuer, tokenFor } from '@gatehouse/auth/testing';
import { type RunningService, startMessages } from '../testing/running-service';

const scopes = ['messages:read', 'messages:write'];

describe.each([
  ['with tenants', { TENANT_CLAIM: 'org_id' }],
  ['without', {}],
])('another trusted issuer, %s', (_name, environment) => {
  let service: RunningService;
  let other: TestIssuer;
  let hers: string;
  let theirs: string;
  beforeAll(async () => {
    other = await createTestIssuer();
    const AUTH_TRUSTED_ISSUERS = JSON.stringify([{ issuer: other.issuer, audience: other.audience }]);
    service = await startMessages({ AUTH_TRUSTED_ISSUERS, ...environment });
    const identity = { subject: 'ada', scopes, claims: { org_id: 'acme' } };
    hers = service.token(identity);
    theirs = tokenFor(other, identity);
  });
  afterAll(async () => {
    await service.stop();
    await other.close();
  });
  const post = async (token: string, headers = {}) =>
    (await service.call('POST /messages', { token, body: { text: 'hers' }, headers })).body as { id: string };

  it('cannot change a message by giving out the subject of its author', async () => {
    const { id } = await post(hers);
    const refused = { status: 'TENANT_CLAIM' in environment ? 404 : 403 };
    const body = { text: 'theirs' };
    expect(await service.call(`PATCH /messages/${id}`, { token: theirs, body })).toMatchObject(refused);
    expect(await service.call(`DELETE /messages/${id}`, { token: theirs })).toMatchObject(refused);
    expect((await service.call(`GET /messages/${id}`, { token: hers })).body).toMatchObject({
      text: 'hers',
      version: 1,
    });
  });

  it('shares neither a list of one’s own nor idempotency keys', async () => {
    const key = { 'idempotency-key': 'same' };
    const [first, second] = [await post(hers, key), await post(theirs, key)];
    expect(second.id).not.toBe(first.id);
    const mine = (await service.call('GET /messages/mine', { token: theirs })).body.items as { id: string }[];
    expect(mine.map(({ id }) => id)).toEqual([second.id]);
  });

  if ('TENANT_CLAIM' in environment) {
    it('does not reach a tenant by giving out its name', async () => {
      const { id } = await post(hers);
      const list = (await service.call('GET /messages', { token: theirs })).body.items as { id: string }[];
      expect(list.map((item) => item.id)).not.toContain(id);
      expect(await service.call(`GET /messages/${id}`, { token: theirs })).toMatchObject({ status: 404 });
    });
  }
});
