import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { All, Controller } from '@nestjs/common';
import { authorizerContextOf, type Principal } from '@gatehouse/access-token';
import { base64url, createTestKey, signWith } from '@gatehouse/access-token/testing';
import { AuthModule, type AuthOptions, type FrontDoor, OptionalPrincipal, Public } from '..';
import { createTestIssuer, type RouteRequest, send, type TestIssuer, tokenFor } from '../testing';
import { adapters, closeServices, guardedService, startedService } from './guarded-service';

const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/things/0123456789abcdef';
const read: RouteRequest = { method: 'GET', path: '/things/undeclared' };

@Controller()
class OptionalController {
  @Public()
  @All('optional')
  optional(@OptionalPrincipal() principal?: Principal) {
    return { subject: principal?.subject ?? 'nobody' };
  }
}

describe.each(adapters)('the front door on %s', (_, adapter) => {
  const key = createTestKey(randomUUID(), 'ES256');
  let issuer: TestIssuer;
  let keys: Server;

  beforeAll(async () => {
    issuer = await createTestIssuer();
    keys = createServer((_request, response) => {
      response.end(key.publicKey.export({ format: 'pem', type: 'spki' }));
    });
    await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  });
  afterEach(closeServices);
  afterAll(async () => {
    keys.close();
    await issuer.close();
  });

  const options = (frontDoor?: FrontDoor): AuthOptions => ({
    issuers: [{ issuer: issuer.issuer, audience: issuer.audience }],
    ...(frontDoor && { frontDoor }),
  });
  const start = async (frontDoor?: FrontDoor) => guardedService(adapter(), options(frontDoor));
  const startOptional = async (frontDoor: FrontDoor) =>
    startedService(adapter(), { imports: [AuthModule.forRoot(options(frontDoor))], controllers: [OptionalController] });

  describe('a load balancer', () => {
    const alb = (): FrontDoor => ({
      alb: {
        loadBalancerArn: ARN,
        issuer: issuer.issuer,
        clientId: 'web',
        roles: 'groups',
        publicKeysUri: `http://127.0.0.1:${(keys.address() as AddressInfo).port}`,
      },
      trustedOrigins: ['https://app.example'],
    });
    const oidcData = (claims: object = {}): string => {
      const exp = Math.floor(Date.now() / 1000) + 100;
      const header = { typ: 'JWT', kid: key.kid, alg: 'ES256', iss: issuer.issuer, client: 'web', signer: ARN, exp };
      const input = [header, { sub: 'ada', iss: issuer.issuer, exp, ...claims }]
        .map((part) => base64url(JSON.stringify(part)))
        .join('.');
      return `${input}.${base64url(signWith('ES256', key.privateKey, input))}`;
    };

    it('signs its users in, and nobody else', async () => {
      const { url } = await start(alb());
      const signedIn = await send(url, { ...read, headers: { 'x-amzn-oidc-data': oidcData() } });
      expect(JSON.parse(signedIn.text)).toMatchObject({ subject: 'ada', scopes: [] });
      expect(await send(url, { ...read, headers: { 'x-amzn-oidc-data': 'a.b.c' } })).toMatchObject({ status: 401 });
      expect(await send(url, read)).toMatchObject({ status: 401 });
      expect(await send(url, read, tokenFor(issuer))).toMatchObject({ status: 200 });
    });

    it('does not make up for a bad token', async () => {
      const { url } = await start(alb());
      const request = { ...read, headers: { 'x-amzn-oidc-data': oidcData() } };
      expect(await send(url, request, 'a.b.c')).toMatchObject({ status: 401 });
    });

    it('speaks for our own pages only, where something is changed', async () => {
      const { url } = await start(alb());
      const write = (headers: Record<string, string>) =>
        send(url, {
          method: 'PUT',
          path: '/things/every',
          headers: { 'x-amzn-oidc-data': oidcData(), ...headers },
        });
      expect(await write({ 'Sec-Fetch-Site': 'same-origin' })).toMatchObject({ status: 200 });
      expect(await write({ Origin: 'https://app.example' })).toMatchObject({ status: 200 });
      expect(await write({ Origin: 'https://evil.example' })).toMatchObject({ status: 403 });
      expect(await write({ 'Sec-Fetch-Site': 'cross-site' })).toMatchObject({ status: 403 });
      expect(await write({})).toMatchObject({ status: 403 });
    });

    it('speaks for the caller of a public route that takes the principal', async () => {
      const { url } = await startOptional(alb());
      const optional = (method: string, headers: Record<string, string> = {}) =>
        send(url, { method, path: '/optional', headers });
      const signedIn = { 'x-amzn-oidc-data': oidcData() };
      expect(JSON.parse((await optional('GET')).text)).toEqual({ subject: 'nobody' });
      expect(JSON.parse((await optional('GET', signedIn)).text)).toEqual({ subject: 'ada' });
      expect(await optional('GET', { 'x-amzn-oidc-data': 'a.b.c' })).toMatchObject({ status: 401 });
      expect(await optional('PUT', { ...signedIn, Origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    });

    it('is not believed unless configured', async () => {
      const { url } = await start();
      expect(await send(url, { ...read, headers: { 'x-amzn-oidc-data': oidcData() } })).toMatchObject({ status: 401 });
    });
  });

  it('an API Gateway speaks for who its authorizer let through', async () => {
    const principal: Principal = {
      subject: 'ada',
      issuer: issuer.issuer,
      clientId: 'web',
      scopes: new Set(['things:read']),
      roles: new Set(),
      tokenId: 'id',
      expiresAt: Math.floor(Date.now() / 1000) + 60,
      claims: {},
    };
    let apiId = 'abc123';
    const frontDoor: FrontDoor = {
      apiGateway: { apiId: 'abc123', authorizer: 'lambda', issuers: [issuer.issuer] },
      eventOf: () => ({
        version: '2.0',
        requestContext: { apiId, authorizer: { lambda: authorizerContextOf(principal) } },
      }),
    };
    const { url } = await start(frontDoor);
    const answer = await send(url, read);
    expect(JSON.parse(answer.text)).toEqual({ subject: 'ada', frozen: true, scopes: ['things:read'] });
    expect(await send(url, { ...read, path: '/things/any-of' })).toMatchObject({ status: 200 });
    expect(await send(url, { ...read, path: '/things/all-of' })).toMatchObject({ status: 403 });
    const open = await startOptional(frontDoor);
    const optional = { method: 'GET', path: '/optional' };
    expect(JSON.parse((await send(open.url, optional)).text)).toEqual({ subject: 'ada' });
    apiId = 'another';
    expect(await send(open.url, optional)).toMatchObject({ status: 401 });
    expect(await send(url, read)).toMatchObject({ status: 401 });
  });
});
