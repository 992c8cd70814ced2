import { type AddressInfo } from 'node:net';
import { confirmationOf, createTestKey, dpopProof } from '@gatehouse/access-token/testing';
import { AuthModule, CurrentPrincipal, type Principal } from '@gatehouse/auth';
import { createTestIssuer, type TestIssuer, tokenFor } from '@gatehouse/auth/testing';
import { Controller, type DynamicModule, Get, Module, Param } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { z } from 'zod';
import {
  createService,
  guardOptions,
  resourceServerEnvironment,
  type ServiceDefinition,
  serviceEnvironment,
} from '../index';
import { type EventMaker, functionUrl, httpApi, loadBalancer, type ReceivedRequest, restApi } from '../testing';
import { createLambdaHandler, type LambdaHandler } from './lambda-handler';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(@Param('id') id: string, @CurrentPrincipal() { subject }: Principal) {
    return { id, subject };
  }
}

const card = { name: 'orders', basePath: '/orders', port: 3999, title: 'Orders', description: 'Orders.' };

@Module({})
class OrdersModule {
  static forEnvironment(config: Parameters<typeof guardOptions>[1]): DynamicModule {
    return {
      module: OrdersModule,
      imports: [AuthModule.forRoot(guardOptions(card, config))],
      controllers: [OrdersController],
    };
  }
}

const definition: ServiceDefinition = {
  card,
  environment: z.object({ ...serviceEnvironment, ...resourceServerEnvironment }),
  module: OrdersModule,
  problems: {},
};
const ORIGIN = 'https://api.example';
const key = createTestKey('client', 'ES256');
const context = { getRemainingTimeInMillis: () => 5000 };

let issuer: TestIssuer;
let token: string;
const settings = () => ({
  PORT: '0',
  LOG_LEVEL: 'silent',
  AUTH_ISSUER: issuer.issuer,
  AUTH_AUDIENCE: issuer.audience,
  AUTH_RESOURCE: `${ORIGIN}/orders`,
});

beforeAll(async () => {
  issuer = await createTestIssuer();
  token = tokenFor(issuer, { subject: 'ada', claims: { cnf: confirmationOf(key) } });
});
afterAll(() => issuer.close());

const headersFor = (url: string, host = 'api.example'): ReceivedRequest['headers'] => [
  ['Host', host],
  ['Authorization', `DPoP ${token}`],
  ['DPoP', dpopProof(key, { method: 'GET', url, token })],
];

/** What an event's form does not say by itself: the path that the client called. */
const forms: [string, EventMaker, prefix: string, decodesPath: boolean, environment?: Record<string, string>][] = [
  ['a REST API with its stage', restApi(), '/prod', false],
  ['a REST API with a mapping', restApi({ mapping: '/v1' }), '/v1', false],
  ['an HTTP API', httpApi(), '', true],
  ['an HTTP API with a named stage', httpApi({ stage: 'prod' }), '/prod', true],
  [
    'an HTTP API with a named stage and the $default route',
    httpApi({ stage: 'prod', route: '$default' }),
    '/prod',
    true,
  ],
  ['a function URL', functionUrl(), '', false],
  ['a load balancer', loadBalancer(), '', false],
  ['a load balancer without multi-value headers', loadBalancer({ multiValue: false }), '', false],
];

describe.each(forms)('a proof that comes through %s', (_name, form, prefix, decodesPath) => {
  let handler: LambdaHandler;
  beforeAll(() => {
    handler = createLambdaHandler(definition, settings()).handler;
  });

  async function get(target: string, url: string, host?: string) {
    const received = {
      method: 'GET',
      target,
      headers: headersFor(url, host),
      body: Buffer.alloc(0),
      address: '1.2.3.4',
    };
    const { statusCode, body } = (await handler(form.eventOf(received), context)) as {
      statusCode: number;
      body: string;
    };
    return { status: statusCode, body: JSON.parse(body) as { id?: string } };
  }

  it('is for the URL that the client called', async () => {
    const answer = await get('/orders/7?a=b&c=%2F', `${ORIGIN}${prefix}/orders/7`);
    expect(answer).toEqual({ status: 200, body: { id: '7', subject: 'ada' } });
    expect(await get('/orders/a%20b', `${ORIGIN}${prefix}/orders/a%20b`)).toMatchObject({
      status: 200,
      body: { id: 'a b' },
    });
  });

  it('is for no other URL', async () => {
    expect(await get('/orders/7', `${ORIGIN}${prefix}/orders/8`)).toMatchObject({ status: 401 });
    expect(await get('/orders/7', `${ORIGIN}/v2/orders/7`)).toMatchObject({ status: 401 });
    if (prefix) expect(await get('/orders/7', `${ORIGIN}/orders/7`)).toMatchObject({ status: 401 });
    expect(await get('/orders/7', `https://evil.example${prefix}/orders/7`, 'evil.example')).toMatchObject({
      status: 401,
    });
    expect((await get('/orders/..%2Fx', `${ORIGIN}${prefix}/x`)).status).not.toBe(200);
  });

  it('with an escaped slash is taken where the gateway leaves it, and refused where it decodes it', async () => {
    const { status } = await get('/orders/a%2Fb', `${ORIGIN}${prefix}/orders/a%2Fb`);
    if (decodesPath) expect([401, 404]).toContain(status);
    else expect(status).toBe(200);
  });
});

it('PATH_PREFIX is part of the URL that the client called', async () => {
  const { handler } = createLambdaHandler(definition, { ...settings(), PATH_PREFIX: '/v1' });
  const received = {
    method: 'GET',
    target: '/v1/orders/7',
    headers: headersFor(`${ORIGIN}/v1/orders/7`),
    body: Buffer.alloc(0),
    address: '1.2.3.4',
  };
  expect(await handler(loadBalancer().eventOf(received), context)).toMatchObject({ statusCode: 200 });
});

describe('a service that listens', () => {
  let app: NestExpressApplication;
  afterEach(() => app.close());

  async function get(environment: Record<string, string>, scheme = 'DPoP', url = `${ORIGIN}/orders/7`) {
    app = await createService(definition, { ...settings(), ...environment });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const headers = {
      authorization: scheme === 'DPoP' ? `DPoP ${token}` : `Bearer ${tokenFor(issuer)}`,
      ...(scheme === 'DPoP' && { dpop: dpopProof(key, { method: 'GET', url, token }) }),
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
    };
    return (await fetch(`http://127.0.0.1:${port}/orders/7`, { headers })).status;
  }

  it('takes a bound token by default', async () => {
    expect(await get({ TRUSTED_PROXIES: '1' })).toBe(200);
  });

  it('does not believe forwarding headers about its URL', async () => {
    expect(await get({ TRUSTED_PROXIES: '1' }, 'DPoP', 'http://evil.example/orders/7')).toBe(401);
  });

  it('takes none with AUTH_DPOP=off', async () => {
    expect(await get({ AUTH_DPOP: 'off' })).toBe(401);
  });

  it('takes no bearer token with AUTH_DPOP=required', async () => {
    expect(await get({ AUTH_DPOP: 'required' }, 'Bearer')).toBe(401);
  });
});

it('AUTH_DPOP that there is not, or without a public URL, stops the start', async () => {
  await expect(createService(definition, { ...settings(), AUTH_DPOP: 'on' })).rejects.toThrow(
    'AUTH_DPOP: must be off, supported or required',
  );
  const { AUTH_RESOURCE: _, ...rest } = settings();
  const elsewhere = { ...rest, AUTH_ISSUER: 'https://auth.example', AUTH_DPOP: 'required' };
  await expect(createService(definition, elsewhere)).rejects.toThrow('proofs name the URL of the service');
});
