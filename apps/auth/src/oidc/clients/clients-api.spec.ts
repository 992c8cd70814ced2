import { exportJWK, generateKeyPair } from 'jose';
import { runAdmin } from '../../admin/admin';
import { webClientId } from '../../first-party/first-party';
import { type Accounts, startAccounts } from '../../testing/accounts';
import { describeAdministration, problem } from '../../testing/administration';
import { type User } from '../../users/user';
import { keyOf, OidcItems } from '../storage/oidc-items';

const redirect = 'https://reports.example/callback';
const web = { name: 'Reports', kind: 'web', redirectUris: [redirect] };

describe('/auth/clients', () => {
  let accounts: Accounts;
  let root: User;
  beforeAll(async () => {
    accounts = await startAccounts();
    root = await accounts.person('root', 'admin', 'user');
  });
  afterAll(() => accounts.stop());

  const call = (route: string, body?: unknown, etag?: string) =>
    accounts.call(route, {
      token: accounts.tokenOf(root),
      body,
      headers: etag === undefined ? {} : { 'if-match': etag },
    });
  const added = async (input: object = web) => {
    const { status, headers, body } = await call('POST /auth/clients', input);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return { id: String(body.id), secret: body.secret as string | undefined, etag: String(headers['etag']), body };
  };
  const stored = async (id: string) =>
    (await accounts.app.get(OidcItems, { strict: false }).get(keyOf('Client', id)))?.payload ?? '';
  const requestOf = (ending: string, body?: unknown) => async () => {
    const { id, etag } = await added();
    return { path: `/auth/clients/${id}${ending}`, body, etag };
  };

  const parts = () => ({ accounts, root });
  const scope = 'clients:manage';
  const changing = { scope, firstPartyOnly: true };
  describeAdministration('GET', { method: 'GET', scope, request: async () => ({ path: '/auth/clients' }) }, parts);
  describeAdministration('GET /:id', { method: 'GET', scope, request: requestOf('') }, parts);
  const request = async () => ({ path: '/auth/clients', body: web });
  describeAdministration('POST', { method: 'POST', conditional: false, request, ...changing }, parts);
  const renamed = requestOf('', { name: 'Renamed' });
  describeAdministration('PATCH /:id', { method: 'PATCH', request: renamed, ...changing }, parts);
  describeAdministration('DELETE /:id', { method: 'DELETE', request: requestOf(''), ...changing }, parts);
  for (const ending of ['/secret-renewal', '/secrets']) {
    describeAdministration(`POST /:id${ending}`, { method: 'POST', request: requestOf(ending), ...changing }, parts);
  }
  const twoSecrets = async () => {
    const { id, etag } = await added();
    const second = await call(`POST /auth/clients/${id}/secrets`, undefined, etag);
    return { path: `/auth/clients/${id}/secrets/previous`, etag: String(second.headers['etag']) };
  };
  describeAdministration('DELETE /:id/secrets/previous', { method: 'DELETE', request: twoSecrets, ...changing }, parts);

  it('adds a client, whose secret is shown once, and no digest of it ever', async () => {
    const { status, headers, body } = await call('POST /auth/clients', { ...web, scopes: ['messages:read'] });
    expect(status).toBe(201);
    expect(headers).toMatchObject({ location: `/auth/clients/${body.id}`, 'cache-control': 'no-store' });
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      ...web,
      postLogoutRedirectUris: [],
      scopes: ['messages:read'],
      jwks: null,
      backchannelLogoutUri: null,
      pkceOptional: false,
      dpop: false,
      resource: null,
      refreshWindow: null,
      secrets: 1,
      secret: expect.stringMatching(/^[\w-]{43}$/),
    });
    const found = await call(`GET /auth/clients/${body.id}`);
    const { secret, ...rest } = body;
    expect(found.body).toEqual(rest);
    expect(found.headers['etag']).toBe(headers['etag']);
    const { client_secret, revision } = JSON.parse(await stored(body.id)) as Record<string, string>;
    const answers = JSON.stringify([found, await call('GET /auth/clients'), accounts.audited]);
    for (const hidden of [secret, client_secret, revision]) expect(answers).not.toContain(hidden);
    expect(JSON.stringify(found.headers)).not.toContain(client_secret);
    expect(accounts.audited.at(-1)).toMatchObject({
      event: 'client_change',
      outcome: 'success',
      actor: root.id,
      subject: body.id,
      details: { change: 'added' },
    });
  });

  it('adds clients of every kind', async () => {
    const { publicKey } = await generateKeyPair('RS256');
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }] };
    const spa = await added({ name: 'Page', kind: 'spa', redirectUris: [redirect], dpop: true, refreshWindow: 3600 });
    expect(spa.body).toMatchObject({ kind: 'spa', secrets: 0, dpop: true, refreshWindow: 3600 });
    const native = await added({ name: 'App', kind: 'native', redirectUris: ['com.example.app:/callback'] });
    expect(native.body).toMatchObject({ kind: 'native', secrets: 0 });
    const service = await added({ name: 'Job', kind: 'service', scopes: ['messages:read'], jwks });
    expect(service.body).toMatchObject({ kind: 'service', secrets: 0, jwks });
    for (const { secret } of [spa, native, service]) expect(secret).toBeUndefined();
    const { body } = await call('GET /auth/clients');
    const names = (body.items as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
    expect(names).toEqual(expect.arrayContaining(['App', 'Job', 'Page']));
  });

  it.each<[string, object]>([
    ['a flag of the first-party client', { first_party: true }],
    ['the same in another spelling', { firstParty: true }],
    ['an id of its own', { id: webClientId }],
    ['an id in the words of the protocol', { client_id: webClientId }],
    ['a secret of its own', { client_secret: 'x'.repeat(43) }],
    ['grants of its own', { grant_types: ['client_credentials', 'authorization_code'] }],
    ['an authentication method', { token_endpoint_auth_method: 'none' }],
    ['a scope of identity', { scopes: ['openid'] }],
    ['a scope that no API has', { scopes: ['messages:everything'] }],
    ['two scopes in one', { scopes: ['messages:read users:manage'] }],
    ['no scope at all', { scopes: [] }],
    ['a scope that is no text', { scopes: [1] }],
    ['an address that is none', { redirectUris: ['nowhere'] }],
    ['a script for an address', { redirectUris: ['javascript:alert(1)'] }],
    ['a fragment', { redirectUris: [`${redirect}#x`] }],
    ['an address in the clear', { redirectUris: ['http://reports.example/cb'] }],
    ['an address of the inner network in the clear', { redirectUris: ['http://10.0.0.1/cb'] }],
    ['credentials in an address', { redirectUris: ['https://user:pw@reports.example/cb'] }],
    ['a wildcard', { redirectUris: ['https://*.reports.example/cb'] }],
    ['a blank in an address', { redirectUris: [`${redirect}/ x`] }],
    ['a line break in an address', { redirectUris: [`${redirect}/\nx`] }],
    ['a NUL in an address', { redirectUris: [`${redirect}/\0`] }],
    ['a backslash in an address', { redirectUris: ['https://reports.example\\@other.example/cb'] }],
    ['letters that look like others', { redirectUris: ['https://rep\u043erts.example/cb'] }],
    ['a way back in the clear', { postLogoutRedirectUris: ['http://reports.example/'] }],
    ['credentials in the way back', { postLogoutRedirectUris: ['https://user@reports.example/'] }],
    ['a call in the clear', { backchannelLogoutUri: 'http://169.254.169.254/latest' }],
    ['a call with credentials', { backchannelLogoutUri: 'https://user:pw@reports.example/logout' }],
    ['a call with a fragment', { backchannelLogoutUri: 'https://reports.example/logout#x' }],
    ['a script to go to after the sign-out', { postLogoutRedirectUris: ['javascript:alert(1)'] }],
    ['no address', { redirectUris: [] }],
    ['too many addresses', { redirectUris: Array.from({ length: 21 }, (_, i) => `${redirect}/${i}`) }],
    ['a very long address', { redirectUris: [`${redirect}/${'x'.repeat(2048)}`] }],
    ['a file to call', { backchannelLogoutUri: 'file:///etc/passwd' }],
    ['a script for a resource', { resource: 'javascript:alert(1)' }],
    ['a name that turns the direction of text', { name: 'Re\u202eports' }],
    ['a name that no one sees', { name: '\u200b' }],
    ['a very long name', { name: 'x'.repeat(101) }],
    ['a window that is too long', { refreshWindow: 3601 }],
    ['a window that is no number', { refreshWindow: '60' }],
    ['a private key', { jwks: { keys: [{ kty: 'RSA', n: 'x', e: 'AQAB', d: 'x' }] } }],
    ['half of a private key', { jwks: { keys: [{ kty: 'RSA', n: 'x', e: 'AQAB', p: 'x', q: 'x' }] } }],
    ['a symmetric key', { jwks: { keys: [{ kty: 'oct', k: 'x' }] } }],
    ['no key', { jwks: { keys: [] } }],
    ['keys elsewhere', { jwks_uri: 'https://keys.example' }],
  ])('adds no client with %s, and changes none to it', async (_, fields) => {
    const before = await call('GET /auth/clients');
    const refused = await call('POST /auth/clients', { ...web, ...fields });
    expect(refused.status).toBe(400);
    expect((await call('GET /auth/clients')).body).toEqual(before.body);
    const { id, etag } = await added();
    const payload = await stored(id);
    expect((await call(`PATCH /auth/clients/${id}`, fields, etag)).status).toBe(400);
    expect(await stored(id)).toBe(payload);
    expect(JSON.stringify(refused.body)).not.toContain('root:');
  });

  it.each<[string, object]>([
    ['web', { pkceOptional: true, kind: 'spa' }],
    ['spa', { kind: 'spa', resource: 'urn:x' }],
    ['spa', { kind: 'spa', refreshWindow: 61 }],
    ['anything', { kind: 'first_party' }],
    ['nothing', { kind: undefined }],
  ])('adds no client of the kind %s with what does not fit it', async (_, fields) => {
    expect((await call('POST /auth/clients', { ...web, ...fields })).status).toBe(400);
  });

  it('changes nothing of the kind, and nothing where nothing is named', async () => {
    const { id, etag } = await added();
    for (const body of [{ kind: 'service' }, {}, [], null, 'x']) {
      expect((await call(`PATCH /auth/clients/${id}`, body, etag)).status).toBe(400);
    }
  });

  it('knows nothing of the first-party client, and of clients that there are not', async () => {
    for (const id of [webClientId, 'nothing', '0'.repeat(32), 'x'.repeat(100), '%00', '..%2fusers']) {
      for (const route of [
        `GET /auth/clients/${id}`,
        `DELETE /auth/clients/${id}`,
        `POST /auth/clients/${id}/secrets`,
        `POST /auth/clients/${id}/secret-renewal`,
        `DELETE /auth/clients/${id}/secrets/previous`,
      ]) {
        expect(await call(route, undefined, '"x"')).toMatchObject(problem(404, 'client_not_found'));
      }
      const changed = await call(`PATCH /auth/clients/${id}`, { name: 'Mine' }, '"x"');
      expect(changed).toMatchObject(problem(404, 'client_not_found'));
    }
    expect(JSON.stringify((await call('GET /auth/clients')).body)).not.toContain(webClientId);
  });

  it('changes what is named, removes what is null, and gives each state another ETag', async () => {
    const { id, etag } = await added({ ...web, scopes: ['messages:read'], resource: 'urn:x', refreshWindow: 60 });
    const path = `PATCH /auth/clients/${id}`;
    const changed = await call(path, { name: 'Renamed', scopes: ['messages:write'] }, etag);
    expect(changed).toMatchObject({ status: 200, body: { name: 'Renamed', scopes: ['messages:write'], secrets: 1 } });
    const cleared = await call(
      path,
      { scopes: null, resource: null, refreshWindow: null, name: 'Reports' },
      String(changed.headers['etag']),
    );
    expect(cleared.body).toMatchObject({ name: 'Reports', scopes: null, resource: null, refreshWindow: null });
    expect(accounts.audited.at(-1)).toMatchObject({
      event: 'client_change',
      details: { change: 'changed', fields: ['name', 'scopes', 'resource', 'refreshWindow'] },
    });
    expect(new Set([etag, changed.headers['etag'], cleared.headers['etag']]).size).toBe(3);
    expect((await call(path, { name: 'Late' }, etag)).status).toBe(412);
  });

  it.each<[string, (i: number) => [string, string, object?]]>([
    ['the same change', () => ['PATCH', '', { name: 'One' }]],
    ['different changes', (i) => ['PATCH', '', { name: `Name ${i}` }]],
    ['new secrets', () => ['POST', '/secret-renewal']],
    ['second secrets', () => ['POST', '/secrets']],
  ])('makes one of 50 that come at once on one basis: %s', async (_, change) => {
    const { id, etag } = await added();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (__, i) => {
        const [method, ending, body] = change(i);
        return call(`${method} /auth/clients/${id}${ending}`, body, etag);
      }),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status < 300)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(49);
  });

  it('gives a second secret, and takes the older one away', async () => {
    const { id, etag, secret } = await added();
    const path = `/auth/clients/${id}/secrets`;
    const second = await call(`POST ${path}`, undefined, etag);
    expect(second).toMatchObject({ status: 201, body: { secrets: 2, secret: expect.any(String) } });
    expect(second.headers['cache-control']).toBe('no-store');
    expect(second.body.secret).not.toBe(secret);
    const third = await call(`POST ${path}`, undefined, String(second.headers['etag']));
    expect(third).toMatchObject(problem(400, 'client_refused'));
    const one = await call(`DELETE ${path}/previous`, undefined, String(second.headers['etag']));
    expect(one).toMatchObject({ status: 200, body: { secrets: 1 } });
    expect(one.body.secret).toBeUndefined();
    expect((await call(`DELETE ${path}/previous`, undefined, String(one.headers['etag']))).status).toBe(400);
    const page = await added({ name: 'Page', kind: 'spa', redirectUris: [redirect] });
    const none = await call(`POST /auth/clients/${page.id}/secrets`, undefined, page.etag);
    expect(none).toMatchObject(problem(400, 'client_refused'));
  });

  it('removes a client, which is then gone for everyone', async () => {
    const { id, etag } = await added();
    expect((await call(`DELETE /auth/clients/${id}`, undefined, '"x"')).status).toBe(412);
    expect((await call(`DELETE /auth/clients/${id}`, undefined, etag)).status).toBe(204);
    expect((await call(`DELETE /auth/clients/${id}`, undefined, etag)).status).toBe(404);
    expect((await call(`PATCH /auth/clients/${id}`, { name: 'Back' }, etag)).status).toBe(404);
    expect(await runAdmin(accounts.app, ['clients', 'list'])).not.toContain(id);
  });
});
