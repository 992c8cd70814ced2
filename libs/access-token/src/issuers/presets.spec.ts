import { createSecretKey, randomBytes } from 'node:crypto';
import { createAccessTokenVerifier, type IssuerOptions, type Principal } from '../index';
import { compactJws, createTestIssuer, signWith, type MintOptions, type TestIssuer } from '../testing';
import { SIGNATURE_ALGORITHMS } from '../token/signature-algorithms';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

describe('the presets', () => {
  let issuer: TestIssuer;

  beforeAll(async () => {
    issuer = await createTestIssuer({ algorithms: SIGNATURE_ALGORITHMS });
  });

  afterAll(() => issuer.close());

  const verify = async (
    options: Without<IssuerOptions, 'issuer'>,
    minted: MintOptions | string,
  ): Promise<Principal> => {
    const verifier = createAccessTokenVerifier({ issuers: [{ issuer: issuer.issuer, ...options }] });
    return verifier.verify(typeof minted === 'string' ? minted : issuer.mint(minted)).finally(() => verifier.close());
  };

  describe('algorithms', () => {
    const all = SIGNATURE_ALGORITHMS;

    it.each(all)('takes %s when allowed, and only with a key of its own', async (algorithm) => {
      const key = issuer.keys.find((candidate) => candidate.algorithm === algorithm);
      const { audience } = issuer;
      await verify({ audience, algorithms: all }, { key });
      await expect(
        verify({ audience, algorithms: all.filter((other) => other !== algorithm) }, { key }),
      ).rejects.toMatchObject({
        reason: 'algorithm',
      });
      for (const other of issuer.keys.filter((candidate) => candidate !== key)) {
        const header = { kid: other.kid };
        await expect(verify({ audience, algorithms: all }, { key, header })).rejects.toMatchObject({
          reason: 'algorithm',
        });
      }
    });

    it('takes HS256 with a secret alone', async () => {
      const secret = randomBytes(32);
      const options = { audience: issuer.audience, algorithms: ['HS256'] as const, secret };
      const sign = (key: Buffer, header = {}) =>
        compactJws({ alg: 'HS256', typ: 'at+jwt', ...header }, issuer.claims(), (input) =>
          signWith('HS256', createSecretKey(key), input),
        );
      await verify(options, sign(secret));
      await expect(verify(options, sign(randomBytes(32)))).rejects.toMatchObject({ reason: 'signature' });
      await expect(verify(options, `${sign(secret)}AAAA`)).rejects.toMatchObject({ reason: 'signature' });
      await expect(verify(options, sign(secret, { alg: 'none' }))).rejects.toMatchObject({ reason: 'algorithm' });
      await expect(verify(options, {})).rejects.toMatchObject({ reason: 'algorithm' });
      await expect(verify({ audience: issuer.audience }, sign(secret))).rejects.toMatchObject({ reason: 'algorithm' });
    });
  });

  describe('oidc', () => {
    const oidc = { preset: 'oidc', audience: 'urn:gatehouse:api' } as const;

    it('is as strict as RFC 9068 by default', async () => {
      await verify(oidc, {});
      await expect(verify(oidc, { header: { typ: 'JWT' } })).rejects.toMatchObject({ reason: 'type' });
      await expect(verify(oidc, { claims: { jti: undefined } })).rejects.toMatchObject({ reason: 'claims' });
      await expect(verify(oidc, { claims: { client_id: undefined } })).rejects.toMatchObject({ reason: 'claims' });
    });

    it('takes other types when told to, and still no ID or logout token', async () => {
      const loose = { ...oidc, tokenTypes: ['JWT', null] };
      await verify(loose, { header: { typ: 'JWT' } });
      await verify(loose, { header: { typ: undefined } });
      await expect(verify(loose, { header: { typ: 'at+jwt' } })).rejects.toMatchObject({ reason: 'type' });
      for (const mark of ['nonce', 'at_hash', 'events']) {
        await expect(verify(loose, { header: { typ: 'JWT' }, claims: { [mark]: 'x' } })).rejects.toMatchObject({
          reason: 'type',
        });
      }
    });

    it('maps the claims of other issuers', async () => {
      const claims = { clientId: 'azp', tokenId: null, scopes: 'scp', roles: ['realm_access', 'roles'] };
      const principal = await verify(
        { ...oidc, claims },
        {
          claims: {
            azp: 'spa',
            jti: undefined,
            client_id: undefined,
            scp: ['a', 'b'],
            realm_access: { roles: ['admin'] },
          },
        },
      );
      expect(principal).toMatchObject({ clientId: 'spa', tokenId: '' });
      expect([[...principal.scopes], [...principal.roles]]).toEqual([['a', 'b'], ['admin']]);
      const inherited = { ...oidc, claims: { roles: ['constructor', 'name'] } };
      expect((await verify(inherited, {})).roles.size).toBe(0);
    });

    it('checks no audience only when told so', async () => {
      await verify({ ...oidc, audience: null }, { claims: { aud: 'urn:any' } });
      await verify({ ...oidc, audience: null }, { claims: { aud: undefined } });
      await expect(verify(oidc, { claims: { aud: undefined } })).rejects.toMatchObject({ claim: 'aud' });
      await expect(verify({ audience: null }, { claims: { aud: undefined } })).rejects.toMatchObject({ claim: 'aud' });
      await expect(verify({ ...oidc, audience: null }, { claims: { aud: 7 } })).rejects.toMatchObject({
        reason: 'claims',
      });
    });
  });

  describe('cognito', () => {
    const cognito = { preset: 'cognito', clientIds: ['app'] } as const;
    const header = { typ: undefined };
    const access = {
      token_use: 'access',
      client_id: 'app',
      aud: undefined,
      'cognito:groups': ['admin'],
      roles: ['root'],
    };
    const id = {
      token_use: 'id',
      aud: 'app',
      client_id: undefined,
      'cognito:username': 'ada',
      scope: 'messages:write',
    };

    it('takes access tokens of its clients', async () => {
      const principal = await verify(cognito, { header, claims: access });
      expect(principal.clientId).toBe('app');
      expect([...principal.roles]).toEqual(['admin']);
      expect(principal.scopes.has('messages:read')).toBe(true);
      await expect(verify(cognito, { header, claims: { ...access, client_id: 'other' } })).rejects.toMatchObject({
        reason: 'audience',
      });
      await expect(verify(cognito, { header, claims: { ...access, client_id: undefined } })).rejects.toMatchObject({
        reason: 'claims',
      });
      await expect(verify(cognito, { header, claims: { ...access, token_use: ['access'] } })).rejects.toMatchObject({
        reason: 'type',
      });
      await verify({ ...cognito, clientIds: null }, { header, claims: { ...access, client_id: 'other' } });
    });

    it('checks the audience of resource-bound tokens when told to', async () => {
      const bound = { ...cognito, audience: 'https://api' };
      await verify(bound, { header, claims: { ...access, aud: 'https://api' } });
      await expect(verify(bound, { header, claims: access })).rejects.toMatchObject({ reason: 'claims' });
      await expect(verify(bound, { header, claims: { ...access, aud: 'https://other' } })).rejects.toMatchObject({
        reason: 'audience',
      });
    });

    it('takes ID tokens only when told to, and then without scopes', async () => {
      await expect(verify(cognito, { header, claims: id })).rejects.toMatchObject({ reason: 'type' });
      const principal = await verify({ ...cognito, acceptIdTokens: true }, { header, claims: id });
      expect([principal.clientId, principal.scopes.size]).toEqual(['app', 0]);
      await expect(
        verify({ ...cognito, acceptIdTokens: true }, { header, claims: { ...id, aud: 'other' } }),
      ).rejects.toMatchObject({ reason: 'audience' });
    });
  });
});
