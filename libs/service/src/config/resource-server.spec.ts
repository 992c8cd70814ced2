import { ConfigurationError } from '@gatehouse/access-token';
import { z } from 'zod';
import { parseEnvironment } from './parse-environment';
import { guardOptions, issuersOf, resourceServerEnvironment } from './resource-server';

const card = { name: 'orders', basePath: '/orders' };
const settings = { AUTH_ISSUER: 'https://id.example/auth', AUTH_AUDIENCE: 'urn:example:api' };
const parsed = (changes: Record<string, string>) =>
  parseEnvironment(z.object(resourceServerEnvironment), { ...settings, ...changes });

describe('the settings of a resource server', () => {
  it('report every fault of AUTH_TRUSTED_ISSUERS by its place', () => {
    const issuers = [
      { issuer: 'https://a.example', audience: 'x', jwksUrl: 'https://a.example/keys' },
      { issuer: 'https://b.example', audience: 'x', clockSkew: 3600 },
    ];
    const parse = () => parsed({ AUTH_TRUSTED_ISSUERS: JSON.stringify(issuers), WEB_ORIGINS: 'nowhere' });
    expect(parse).toThrow(ConfigurationError);
    expect(parse).toThrow(/AUTH_TRUSTED_ISSUERS\[0\]: .*jwksUrl/);
    expect(parse).toThrow(/AUTH_TRUSTED_ISSUERS\[1\]\.clockSkew: /);
    expect(parse).toThrow(/WEB_ORIGINS/);
  });

  it('accept the audience of the system and the own resource, which is advertised', () => {
    const options = guardOptions(card, parsed({ AUTH_RESOURCE: 'https://api.example/orders' }));
    expect(options).toMatchObject({ realm: 'orders', resource: 'https://api.example/orders' });
    expect(options.issuers).toMatchObject([{ audience: ['urn:example:api', 'https://api.example/orders'] }]);
  });

  it('advertise nothing without a resource, except on this machine', () => {
    expect(guardOptions(card, parsed({}))).not.toHaveProperty('resource');
    const local = { ...parsed({ AUTH_ISSUER: 'http://localhost:3001/auth' }), PORT: 3003 };
    expect(guardOptions(card, local)).toMatchObject({ resource: 'http://localhost:3003/orders' });
  });

  it('take the access token from its cookie where that is asked for', () => {
    const origins = 'https://app.example';
    expect(guardOptions(card, parsed({ WEB_ORIGINS: origins }))).not.toHaveProperty('cookie');
    expect(guardOptions(card, parsed({ WEB_ORIGINS: origins, AUTH_COOKIES: 'on' }))).toMatchObject({
      cookie: { name: '__Host-access_token', trustedOrigins: [origins] },
    });
    expect(() => parsed({ AUTH_COOKIES: 'on', AUTH_DPOP: 'required' })).toThrow('AUTH_COOKIES: cannot be on');
    expect(() => parsed({ AUTH_COOKIES: 'yes' })).toThrow('AUTH_COOKIES: must be on or off');
  });

  it('leave the tokens of a user pool without an audience', () => {
    const [issuer] = issuersOf(parsed({ AUTH_PRESET: 'cognito', AUTH_RESOURCE: 'https://api.example/orders' }));
    expect(issuer).toMatchObject({ preset: 'cognito', clientIds: 'urn:example:api' });
    expect(issuer).not.toHaveProperty('audience');
  });

  it('know every preset of the verifier', () => {
    for (const preset of ['oidc', 'keycloak', 'entra', 'auth0', 'okta'] as const) {
      expect(issuersOf(parsed({ AUTH_PRESET: preset }))).toEqual([
        { issuer: settings.AUTH_ISSUER, preset, audience: settings.AUTH_AUDIENCE },
      ]);
    }
    const accounts = { AUTH_PRESET: 'google', AUTH_SERVICE_ACCOUNTS: 'a@x.iam.gserviceaccount.com, b@x.example' };
    expect(issuersOf(parsed(accounts))).toMatchObject([
      { preset: 'google', serviceAccounts: ['a@x.iam.gserviceaccount.com', 'b@x.example'] },
    ]);
    expect(() => parsed({ AUTH_PRESET: 'google' })).toThrow(
      'AUTH_SERVICE_ACCOUNTS: is required with AUTH_PRESET=google',
    );
    expect(() => parsed({ AUTH_PRESET: 'keycloack' })).toThrow('AUTH_PRESET: must be one of gatehouse, oidc, cognito');
  });

  describe('with AUTH_TRUSTED_ISSUERS', () => {
    const keycloak = { issuer: 'https://sso.example/realms/shop', preset: 'keycloak', audience: 'orders' };
    const pool = {
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A',
      preset: 'cognito',
      clientIds: ['a'],
    };
    const alone = (changes: Record<string, string> = {}) =>
      parseEnvironment(z.object(resourceServerEnvironment), {
        AUTH_TRUSTED_ISSUERS: JSON.stringify([keycloak, pool]),
        ...changes,
      });

    it('need no AUTH_ISSUER', () => {
      expect(guardOptions(card, alone())).toEqual({ issuers: [keycloak, pool], realm: 'orders' });
    });

    it('report variables that are about an AUTH_ISSUER', () => {
      const parse = () => alone({ AUTH_AUDIENCE: 'x', AUTH_PRESET: 'okta' });
      expect(parse).toThrow(/AUTH_AUDIENCE: needs AUTH_ISSUER[^]*AUTH_PRESET: needs AUTH_ISSUER/);
    });

    it('and without them name what is required', () => {
      const parse = (given: object) => () => parseEnvironment(z.object(resourceServerEnvironment), { ...given });
      expect(parse({})).toThrow(/AUTH_ISSUER: is required\n {2}AUTH_AUDIENCE: is required/);
      expect(parse({ AUTH_TRUSTED_ISSUERS: '[]' })).toThrow('AUTH_TRUSTED_ISSUERS: must name at least one issuer');
    });
  });
});
