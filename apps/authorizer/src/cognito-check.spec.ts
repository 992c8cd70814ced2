import { type RouteDemand } from '@gatehouse/access-token';
import { base64url, compactJws, createTestKey, publicJwk, signWith } from '@gatehouse/access-token/testing';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { createAuthorizer } from './authorizer';
import { cognitoCheck } from './cognito-check';

const userPoolId = 'eu-west-1_Abcdefghi';
const iss = `https://cognito-idp.eu-west-1.amazonaws.com/${userPoolId}`;
const key = createTestKey('pool-1');
const routes: RouteDemand[] = [
  { method: 'GET', path: '/admin', public: false, scopes: { allOf: [], anyOf: [] }, roles: ['admins'] },
  { method: 'GET', path: '/orders', public: false, scopes: { allOf: ['orders/read'], anyOf: [] }, roles: [] },
];

function token(claims: object = {}, by = key): string {
  const now = Math.floor(Date.now() / 1000);
  const all = {
    iss,
    sub: 'u1',
    client_id: 'app1',
    token_use: 'access',
    scope: 'orders/read',
    jti: 'j1',
    iat: now,
    exp: now + 300,
    'cognito:groups': ['admins'],
    ...claims,
  };
  return compactJws({ alg: 'RS256', kid: key.kid }, all, (input) => signWith('RS256', by.privateKey, input));
}

describe('the authorizer of a Cognito user pool', () => {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId: ['app1'], tokenUse: 'access' });
  verifier.cacheJwks({ keys: [publicJwk(key)] } as never);
  const authorize = createAuthorizer(cognitoCheck(verifier), routes);
  const ask = (bearer: string) =>
    authorize({
      type: 'TOKEN',
      methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET/orders',
      authorizationToken: `Bearer ${bearer}`,
    });

  it('takes groups for roles', async () => {
    const resources = JSON.stringify(await ask(token()));
    expect(resources).toContain('GET/admin');
    expect(resources).toContain('GET/orders');
    expect(JSON.stringify(await ask(token({ 'cognito:groups': undefined })))).not.toContain('GET/admin');
  });

  it.each<[string, () => string]>([
    ['an ID token', () => token({ token_use: 'id', aud: 'app1' })],
    ['a token of another client', () => token({ client_id: 'app2' })],
    ['a token of another pool', () => token({ iss: `${iss}x` })],
    ['a sender-constrained token', () => token({ cnf: { jkt: 'k' } })],
    ['an expired token', () => token({ iat: 1, exp: 2 })],
    ['a forged token', () => token({}, createTestKey('pool-1'))],
    ['no token at all', () => base64url('nothing')],
  ])('refuses %s', async (_name, make) => {
    await expect(ask(make())).rejects.toThrow(/^Unauthorized$/);
  });
});
