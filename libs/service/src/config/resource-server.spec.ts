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

  it('leave the tokens of a user pool without an audience', () => {
    const [issuer] = issuersOf(parsed({ AUTH_PRESET: 'cognito', AUTH_RESOURCE: 'https://api.example/orders' }));
    expect(issuer).toMatchObject({ preset: 'cognito', clientIds: 'urn:example:api' });
    expect(issuer).not.toHaveProperty('audience');
  });
});
