import { z } from 'zod';
import { webOriginList } from './environment';
import { parseEnvironment } from './parse-environment';
import { issuersOf, resourceServerEnvironment } from './resource-server';

const parsed = (environment: Record<string, string>) =>
  issuersOf(parseEnvironment(z.object(resourceServerEnvironment), environment));

describe('the issuer of a resource server', () => {
  it('is a gatehouse unless said otherwise, and its audience is asked for', () => {
    expect(parsed({ AUTH_ISSUER: 'https://auth.example.com/auth', AUTH_AUDIENCE: 'api' })).toEqual([
      { issuer: 'https://auth.example.com/auth', audience: 'api' },
    ]);
  });

  it('may be a user pool, whose tokens name the app client', () => {
    const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc';
    expect(parsed({ AUTH_ISSUER: issuer, AUTH_AUDIENCE: 'client', AUTH_PRESET: 'cognito' })).toEqual([
      { issuer, preset: 'cognito', clientIds: 'client' },
    ]);
  });

  it('is refused under a preset that nobody knows', () => {
    expect(() => parsed({ AUTH_ISSUER: 'https://a.example', AUTH_AUDIENCE: 'api', AUTH_PRESET: 'other' })).toThrow(
      'AUTH_PRESET: must be one of gatehouse, oidc, cognito',
    );
  });
});

describe('a list of web origins', () => {
  it('is of https, or of this machine', () => {
    const list = 'https://app.example.com, http://localhost:3000,http://[::1]:3000';
    expect(webOriginList.parse(list)).toEqual(list.split(/, ?/));
  });

  it.each(['', '*', 'null', 'http://app.example.com', 'https://app.example.com/', 'https://a.example,'])(
    'is not %j',
    (list) => expect(webOriginList.safeParse(list).success).toBe(false),
  );
});
