import {
  createAccessTokenVerifier,
  createApiGatewayReader,
  InvalidTokenError,
  type IssuerOptions,
  type Principal,
} from '../index';
import { createTestIssuer, createTestKey, type MintOptions, type TestIssuer, type TokenPreset } from '../testing';

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const OTHER_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** One to three lines configure a provider. */
const PROVIDERS: readonly (readonly [TokenPreset, object, clientClaim: string])[] = [
  ['gatehouse', {}, 'client_id'],
  ['keycloak', {}, 'azp'],
  ['entra', {}, 'azp'],
  ['auth0', {}, 'azp'],
  ['okta', {}, 'cid'],
  ['google', { serviceAccounts: 'orders@shop.iam.gserviceaccount.com' }, 'azp'],
  ['cognito', { clientIds: 'web', audience: undefined }, 'client_id'],
];

async function refusal(attempt: Promise<Principal>): Promise<InvalidTokenError> {
  const outcome: unknown = await attempt.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(InvalidTokenError);
  return outcome as InvalidTokenError;
}

describe.each(PROVIDERS)('the preset %s', (preset, extra, clientClaim) => {
  let issuer: TestIssuer;
  let options: IssuerOptions;

  beforeAll(async () => {
    issuer = await createTestIssuer({ preset, ...(preset === 'entra' && { path: `/${TENANT}/v2.0` }) });
    options = { issuer: issuer.issuer, preset, audience: issuer.audience, ...extra } as IssuerOptions;
  });
  afterAll(() => issuer.close());

  const verify = (token: string, changes: object = {}): Promise<Principal> => {
    const verifier = createAccessTokenVerifier({ issuers: [{ ...options, ...changes }] });
    return verifier.verify(token).finally(() => verifier.close());
  };
  const refused = (minted: MintOptions, changes?: object) => refusal(verify(issuer.mint(minted), changes));

  it('takes its access token and reads client, scopes and roles', async () => {
    const { clientId, scopes, roles } = await verify(issuer.mint());
    expect(clientId).toBe(preset === 'google' ? issuer.claims().azp : 'web');
    expect([...scopes]).toEqual(preset === 'google' ? [] : ['openid', 'messages:read', 'messages:write']);
    expect([...roles]).toEqual(['user']);
  });

  it('rejects its ID token, with whatever header', async () => {
    const error = await refusal(verify(issuer.mintIdToken()));
    expect(error).toMatchObject({ reason: 'type' });
    expect(error.message).toContain(error.claim);
    if (preset !== 'gatehouse') {
      for (const typ of ['JWT', undefined]) {
        expect(await refusal(verify(issuer.mintIdToken({ header: { typ } })))).toMatchObject({ reason: 'type' });
      }
    }
  });

  it.each([
    ['typ', 'ID'],
    ['typ', 'Refresh'],
    ['typ', 'Offline'],
    ['typ', 'Logout'],
    ['token_use', 'id'],
    ['token_use', 'refresh'],
    ['token_use', ['access', 'id']],
    ['token_type', 'refresh_token'],
    ['tokenName', 'id_token'],
    ['purpose', 'id_token'],
  ])('rejects a token whose claim %s says %s', async (claim, kind) => {
    const error = await refused({ claims: { [claim]: kind } });
    expect(error).toMatchObject({ reason: 'type', claim });
    expect(error.message).toContain(`found ${JSON.stringify(kind)}`);
  });

  it('says which audience a token for another service has', async () => {
    const error = await refused({ claims: issuer.shape.otherService });
    const [[claim, value] = []] = Object.entries(issuer.shape.otherService);
    const expected = preset === 'cognito' ? '"web"' : `"${issuer.audience}"`;
    expect(error).toMatchObject({ reason: 'audience', claim, expected, actual: JSON.stringify(value) });
  });

  it('says that the issuer differs by a slash at its end', async () => {
    const bare = issuer.issuer.replace(/\/$/, '');
    const iss = issuer.issuer === bare ? `${bare}/` : bare;
    const error = await refused({ claims: { iss } });
    expect(error).toMatchObject({ reason: 'issuer', claim: 'iss' });
    const message = `iss differs by the slash at its end: found "${iss}", expected "${issuer.issuer}"`;
    expect(error.message).toBe(message);
  });

  it('names the claim that is missing, and those that are there', async () => {
    const error = await refused({ claims: { [clientClaim]: undefined } });
    expect(error.claim).toContain(clientClaim);
    expect(error.actual).toMatch(/^missing/);
    expect(await refused({ claims: { sub: undefined, azp: issuer.claims().azp } })).toMatchObject({
      reason: preset === 'google' ? 'type' : 'claims',
    });
  });

  it('names the key that the issuer does not have', async () => {
    const error = await refused({ key: createTestKey('gone') });
    expect(error).toMatchObject({ reason: 'unknown_key', claim: 'kid', actual: '"gone"' });
    expect(error.expected).toContain(issuer.issuer);
  });

  it('says why there are no keys', async () => {
    issuer.answerJwks = (_request, response) => void response.writeHead(404).end();
    const outcome: unknown = await verify(issuer.mint()).catch((error: unknown) => error);
    issuer.answerJwks = undefined;
    expect(outcome).toMatchObject({ code: 'keys_unavailable' });
    const message = `${issuer.issuer} are not available: GET ${issuer.jwksUri}: answered with status 404`;
    expect((outcome as Error).message).toContain(message);
  });
});

describe('what the presets know of their providers', () => {
  const open: TestIssuer[] = [];
  afterAll(() => Promise.all(open.map((issuer) => issuer.close())));

  /** Verifies one token of a provider that is set up with these options. */
  async function verified(options: object, minted: MintOptions, path?: string): Promise<Principal> {
    const { preset = 'oidc' } = options as { preset?: TokenPreset };
    const issuer = await createTestIssuer({ preset, ...(path !== undefined && { path }) });
    open.push(issuer);
    const verifier = createAccessTokenVerifier({
      issuers: [{ issuer: issuer.issuer, preset, audience: issuer.audience, ...options } as IssuerOptions],
    });
    return verifier.verify(issuer.mint(minted)).finally(() => verifier.close());
  }

  describe('oidc', () => {
    const jwt = { preset: 'oidc', tokenTypes: ['JWT'], claims: { clientId: 'azp' } };
    const bare = { client_id: undefined, azp: 'shop-web', username: undefined };

    it.each<[string, object, object]>([
      ['a Keycloak token with nonce', {}, { typ: 'Bearer', nonce: 'n-17' }],
      ['a Keycloak token with at_hash', {}, { typ: 'Bearer', at_hash: 'x' }],
      ['a token that says token_use', {}, { token_use: 'access', scope: undefined }],
      ['a token that says token_type', {}, { token_type: 'access', scope: undefined }],
      ['configured evidence that is there', { accessTokenEvidence: { permissions: true } }, { permissions: [] }],
      [
        'configured evidence of one value',
        { accessTokenEvidence: { kind: ['at', 'api'] } },
        { kind: 'at', nonce: 'n' },
      ],
      ['no evidence where none is demanded', { accessTokenEvidence: null }, { scope: undefined }],
      ['a claim of the application that is called type', {}, { typ: 'Bearer', type: 'offline customer', use: 'id' }],
      [
        'a token of Ory Hydra',
        { audience: null },
        { client_id: 'x', scope: undefined, scp: ['read'], aud: [], ext: {} },
      ],
      ['a kind as a URN', {}, { token_type: 'urn:ietf:params:oauth:token-type:access_token', scope: undefined }],
      ['a token that says no more than JWT', {}, { client_id: 'x', typ: 'JWT' }],
      ['no audience where none is demanded', { audience: null }, { typ: 'Bearer', aud: undefined }],
    ])('takes %s', async (_name, options, claims) => {
      await verified({ ...jwt, ...options }, { header: { typ: 'JWT' }, claims: { ...bare, ...claims } });
    });

    it.each<[string, object, object]>([
      ['a token without evidence', {}, { scope: undefined }],
      ['an ID token that says so', {}, { typ: 'ID' }],
      ['an ID token with a scope', {}, { auth_time: 1, email: 'ada@shop.example' }],
      ['an ID token with client_id, scope and nonce', {}, { client_id: 'x', nonce: 'n' }],
      ['a refresh token that says so beside a scope', {}, { client_id: 'x', typ: 'Refresh' }],
      ['an offline token in other letters', {}, { client_id: 'x', typ: 'oFFLINE' }],
      ['a logout token', { accessTokenEvidence: null }, { events: {} }],
      ['a security event that says Bearer', {}, { typ: 'Bearer', events: {} }],
      ['evidence that is not there', { accessTokenEvidence: { permissions: true } }, {}],
      ['evidence of another value', { accessTokenEvidence: { kind: 'at' } }, { kind: 'id' }],
      [
        'evidence by presence beside at_hash',
        { accessTokenEvidence: { permissions: true } },
        { permissions: [], at_hash: 'x' },
      ],
      ['an ID token with at_hash where no evidence is demanded', { accessTokenEvidence: null }, { at_hash: 'x' }],
      ['an inherited name as evidence', { accessTokenEvidence: { constructor: true } }, {}],
      ['a refresh token of another name', { accessTokenEvidence: null }, { type: 'refresh' }],
      ['two kinds in one', {}, { typ: ['Bearer', 'ID'] }],
      ['a kind that nobody knows', {}, { client_id: 'x', typ: 'verify-email' }],
      ['a kind that is no text', {}, { client_id: 'x', typ: { a: 'ID' } }],
      [
        'a refresh token as a URN',
        {},
        { client_id: 'x', token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
      ],
      ['a refresh token by tokenUse', {}, { client_id: 'x', tokenUse: 'refresh' }],
      ['a purpose that ends like a kind', {}, { purpose: 'orders/access', scope: undefined }],
      ['an ID token that names its client and scope', {}, { client_id: 'x', aud: ['urn:gatehouse:api', 'x'] }],
    ])('rejects %s', async (_name, options, claims) => {
      const attempt = verified({ ...jwt, ...options }, { header: { typ: 'JWT' }, claims: { ...bare, ...claims } });
      expect(await refusal(attempt)).toMatchObject({ reason: 'type' });
    });

    it.each<[string, Record<string, unknown>]>([
      ['a DPoP proof', { htm: 'GET', htu: 'https://api.example/orders' }],
      ['a request object', { response_type: 'code', redirect_uri: 'https://app.example' }],
      ['an answer of introspection', { token_introspection: { active: true } }],
      ['a transaction token', { txn: 't', tctx: {}, rctx: {} }],
      ['a security event', { events: {} }],
      ['an identity assertion', { typ: 'oauth-id-jag+jwt' }],
    ])('rejects %s, with every preset that has to look at the claims', async (_name, claims) => {
      const marked = { header: { typ: 'JWT' }, claims: { client_id: 'shop', azp: 'web', ...claims } };
      for (const options of [
        jwt,
        { ...jwt, accessTokenEvidence: null },
        { ...jwt, accessTokenEvidence: { client_id: true } },
        { preset: 'auth0' },
        { preset: 'okta' },
      ]) {
        expect(await refusal(verified(options, marked))).toMatchObject({ reason: 'type' });
      }
      if (!('typ' in claims)) await verified({ preset: 'oidc' }, { claims });
    });

    it('reads scopes and roles from several places and shapes, and strips prefixes', async () => {
      const claims = {
        roles: [['realm_access', 'roles'], ['resource_access', 'orders', 'roles'], 'role'],
        scopes: ['scope', ['permissions']],
        scopePrefix: 'SERVER/',
        rolePrefix: ['ROLE_', '/'],
      };
      const { scopes, roles } = await verified(
        { preset: 'oidc', claims },
        {
          claims: {
            realm_access: { roles: ['ROLE_clerk'] },
            resource_access: { orders: { roles: ['/admin'] }, other: { roles: ['root'] } },
            role: 'one role',
            roles: ['unseen'],
            scope: 'openid SERVER/orders:read OTHER/orders:write',
            permissions: ['orders:list', 'not a scope'],
          },
        },
      );
      expect([...roles]).toEqual(['clerk', 'admin', 'one role']);
      expect([...scopes]).toEqual(['openid', 'orders:read', 'OTHER/orders:write', 'orders:list']);
    });

    it.each([
      [['scope', 'permissions'], 'permissions within scope', '[["scope"],["permissions"]]'],
      [['https://shop.example/roles', 'groups'], 'groups within https://shop.example/roles', undefined],
    ])('refuses the places %j, which would be a path', (places, shown, written) => {
      const create = () =>
        createAccessTokenVerifier({
          issuers: [{ issuer: 'https://id.example', preset: 'oidc', audience: 'a', claims: { roles: places } }],
        });
      expect(create).toThrow(`issuers.0.claims.roles: is a path (${shown})`);
      if (written !== undefined) expect(create).toThrow(written);
    });
  });

  it('reads the client roles of Keycloak that are asked for', async () => {
    const access = { orders: { roles: ['clerk'] }, other: { roles: ['root'] } };
    const claims = { realm_access: { roles: ['user'] }, resource_access: access };
    const options = { preset: 'keycloak', clientRoles: 'orders' };
    expect([...(await verified(options, { claims })).roles]).toEqual(['user', 'clerk']);
    expect([...(await verified({ preset: 'keycloak' }, { claims })).roles]).toEqual(['user']);
  });

  it('takes a Keycloak token with nonce, and one without audience where none is checked', async () => {
    await verified({ preset: 'keycloak' }, { claims: { nonce: 'n-17', at_hash: 'x' } });
    await verified({ preset: 'keycloak', audience: null }, { claims: { aud: undefined } });
    await refusal(verified({ preset: 'keycloak' }, { claims: { aud: undefined } }));
    await refusal(verified({ preset: 'keycloak' }, { claims: { typ: undefined } }));
  });

  it('adds the permissions of Auth0 to the scopes, and takes machines without a scope', async () => {
    const claims = { scope: 'openid', permissions: ['orders:read'] };
    expect([...(await verified({ preset: 'auth0' }, { claims })).scopes]).toEqual(['openid', 'orders:read']);
    const machine = { sub: 'm2m@clients', scope: undefined, permissions: undefined, gty: 'client-credentials' };
    await verified({ preset: 'auth0' }, { claims: machine });
    const namespaced = { 'https://shop.example/roles': ['clerk'] };
    const options = { preset: 'auth0', claims: { roles: 'https://shop.example/roles' } };
    expect([...(await verified(options, { claims: namespaced })).roles]).toEqual(['clerk']);
    const ofApiOfItsOwn = { azp: 'web', aud: ['urn:gatehouse:api', 'web'] };
    await refusal(verified({ preset: 'auth0' }, { claims: ofApiOfItsOwn }));
  });

  it('strips the resource server of Cognito from its scopes', async () => {
    const options = {
      preset: 'cognito',
      clientIds: 'web',
      audience: undefined,
      claims: { scopePrefix: 'orders-api/' },
    };
    const claims = { scope: 'openid orders-api/orders:read' };
    expect([...(await verified(options, { claims })).scopes]).toEqual(['openid', 'orders:read']);
  });

  it.each<[string, Record<string, unknown>]>([
    ['of a person', { email: 'ada@gmail.com', sub: '1', azp: '1' }],
    ['of an address that is not verified', { email_verified: false }],
    ['of another client', { azp: '32555940559.apps.googleusercontent.com' }],
    ['of an account that is not listed', { email: 'orders@evil.iam.gserviceaccount.com' }],
    ['of a domain that looks like Google', { email: 'orders@shop.iam.gserviceaccount.com.evil.example' }],
  ])('rejects a Google token %s', async (_name, claims) => {
    const options = { preset: 'google', serviceAccounts: ['orders@shop.iam.gserviceaccount.com'] };
    await verified(options, {});
    await refusal(verified(options, { claims }));
  });

  describe('the tenants of Microsoft Entra', () => {
    const path = (tenant: string) => `/${tenant}/v2.0`;

    it('binds tid to iss', async () => {
      const entra = { preset: 'entra' };
      await verified(entra, {}, path(TENANT));
      for (const tid of [OTHER_TENANT, undefined, [TENANT]]) {
        expect(await refusal(verified(entra, { claims: { tid } }, path(TENANT)))).toMatchObject({ claim: 'tid' });
      }
    });

    it('takes the tokens of v1.0 and of daemons', async () => {
      const v1 = { azp: undefined, azpacr: undefined, appid: 'web', appidacr: '1', ver: '1.0' };
      expect((await verified({ preset: 'entra' }, { claims: v1 }, path(TENANT))).clientId).toBe('web');
      const daemon = { scp: undefined, azpacr: undefined, roles: ['orders'] };
      expect([...(await verified({ preset: 'entra' }, { claims: daemon }, path(TENANT))).roles]).toEqual(['orders']);
    });

    it('takes tokens of the tenants that are listed, each with keys of its own', async () => {
      const [ours, theirs] = await Promise.all(
        [TENANT, OTHER_TENANT].map((tenant) => createTestIssuer({ preset: 'entra', path: path(tenant) })),
      );
      if (ours === undefined || theirs === undefined) throw new Error('no issuers');
      open.push(ours, theirs);
      const template = ours.issuer.replace(TENANT, '{tenantid}');
      const trusting = (tenants: string[]) =>
        createAccessTokenVerifier({
          issuers: [{ issuer: template, preset: 'entra', audience: ours.audience, tenants }],
        });
      const both = trusting([TENANT, OTHER_TENANT.toUpperCase()]);
      expect(both.issuers).toEqual([TENANT, OTHER_TENANT].map((tenant) => template.replace('{tenantid}', tenant)));
      await both.verify(ours.mint());
      // Not the keys of one tenant for the words of another.
      const iss = template.replace('{tenantid}', OTHER_TENANT);
      const attempt = both.verify(ours.mint({ claims: { iss, tid: OTHER_TENANT } }));
      await expect(attempt).rejects.toThrow();
      await refusal(trusting([OTHER_TENANT]).verify(ours.mint()));
    });

    it.each<[string, object, string]>([
      [
        'a template without a list',
        { issuer: `https://login.microsoftonline.com/{tenantid}/v2.0` },
        'is a template: list',
      ],
      ['a list without a template', { issuer: 'https://login.example/x', tenants: [TENANT] }, 'needs {tenantid}'],
      [
        'a tenant that is no id',
        { issuer: 'https://l.example/{tenantid}', tenants: ['common'] },
        'must be the id of a tenant',
      ],
      ['any tenant', { issuer: 'https://l.example/{tenantid}', tenants: ['*'] }, 'must be the id of a tenant'],
      ['the shared address', { issuer: 'https://login.microsoftonline.com/common/v2.0' }, 'is shared by tenants'],
      ['another placeholder', { issuer: 'https://l.example/{realm}', tenants: [TENANT] }, 'is a template'],
      ['a template of oidc', { issuer: 'https://l.example/{tenantid}/v2.0', preset: 'oidc' }, 'is a template'],
      ['a template of the default', { issuer: 'https://l.example/{tenant}', preset: undefined }, 'is a template'],
      ['a wildcard', { issuer: 'https://*.example.com', preset: 'okta' }, 'is a template'],
    ])('refuses %s at start', (_name, options, fault) => {
      const issuers = [{ preset: 'entra', audience: 'a', ...options } as unknown as IssuerOptions];
      expect(() => createAccessTokenVerifier({ issuers })).toThrow(fault);
    });
  });

  it('reads their tokens as the JWT authorizer of an HTTP API writes them', async () => {
    const issuer = await createTestIssuer({ preset: 'auth0' });
    open.push(issuer);
    const read = createApiGatewayReader({
      apiId: 'h1',
      authorizer: 'jwt',
      issuer: issuer.issuer,
      claims: { preset: 'auth0', audience: issuer.audience },
    });
    const written = (claims: object) => ({
      version: '2.0',
      requestContext: {
        apiId: 'h1',
        authorizer: {
          jwt: {
            claims: Object.fromEntries(
              Object.entries(claims).map(([name, value]) => [
                name,
                Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
              ]),
            ),
          },
        },
      },
    });
    const claims = { ...issuer.claims({ roles: ['clerk'] }), permissions: ['orders:read'] };
    const principal = read(written(claims));
    expect([...(principal?.roles ?? [])]).toEqual(['clerk']);
    expect(principal?.scopes.has('orders:read')).toBe(true);
    const idToken = issuer.shape.idToken({
      ...issuer,
      subject: 'a',
      clientId: 'b',
      scopes: [],
      roles: [],
      now: Date.now() / 1000,
    });
    expect(() => read(written(idToken))).toThrow(InvalidTokenError);
  });

  it('refuses a tenant that is trusted twice', () => {
    const template = { issuer: 'https://l.example/{tenantid}/v2.0', preset: 'entra', audience: 'a' } as const;
    const single = { ...template, issuer: `https://l.example/${TENANT}/v2.0` };
    for (const issuers of [
      [single, { ...template, tenants: [OTHER_TENANT, TENANT] }],
      [{ ...template, tenants: [TENANT, TENANT.toUpperCase()] }],
    ]) {
      expect(() => createAccessTokenVerifier({ issuers })).toThrow('issuer: is given twice');
    }
  });

  it('names the presets where one is wrong, and a preset where options need one', () => {
    const create = (options: object) => () =>
      createAccessTokenVerifier({
        issuers: [{ issuer: 'https://a.example', audience: 'a', ...options }],
      });
    expect(create({ preset: 'keycloack' })).toThrow(
      'issuers.0.preset: must be one of gatehouse, oidc, keycloak, entra, auth0, okta, google, cognito',
    );
    expect(create({ claims: { clientId: 'azp' } })).toThrow(
      `Unrecognized key: "claims"; it needs a preset, such as preset: 'oidc'`,
    );
    expect(create({ preset: 'oidc', tenants: [TENANT] })).toThrow(`"tenants"; tenants needs preset: 'entra'`);
    expect(create({ preset: 'keycloak', clientIds: 'web' })).toThrow(`"clientIds"; clientIds needs preset: 'cognito'`);
    expect(create({ preset: 'google' })).toThrow('issuers.0.serviceAccounts: must be given');
    expect(create({ preset: 'oidc', accessTokenEvidence: {} })).toThrow(
      'issuers.0.accessTokenEvidence: must name a claim',
    );
  });
});
