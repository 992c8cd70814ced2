import { type AddressInfo } from 'node:net';
import { AuthModule, Public } from '@gatehouse/auth';
import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { z } from 'zod';
import {
  ConfigurationError,
  createService,
  DomainError,
  drain,
  type ProblemMap,
  Readiness,
  type ServiceDefinition,
  serviceEnvironment,
} from './index';

const orderRequest = z.strictObject({ item: z.string().min(1), count: z.number().int().positive() });

class OrderError extends DomainError<'sold_out' | 'unknown_item'> {}
const problems: ProblemMap<'sold_out' | 'unknown_item'> = {
  sold_out: { status: 409, title: 'Sold out' },
  unknown_item: { status: 404, title: 'No such item' },
};

let release: () => void = () => undefined;

@Public()
@Controller('orders')
class OrdersController {
  @Post()
  create(@Body({ schema: orderRequest }) order: z.infer<typeof orderRequest>) {
    return order;
  }

  @Get('sold-out')
  soldOut() {
    throw new OrderError('sold_out', 'none is left');
  }

  @Get('store')
  store() {
    throw new StoreUnavailableError(2);
  }

  @Get('bug')
  bug() {
    throw new Error('a secret of the inside');
  }

  @Get('slow')
  async slow() {
    await new Promise<void>((resolve) => (release = resolve));
    return { slow: true };
  }
}

@Module({
  imports: [AuthModule.forRoot({ issuers: [{ issuer: 'http://127.0.0.1/auth', audience: 'urn:gatehouse:api' }] })],
  controllers: [OrdersController],
})
class OrdersModule {}

const definition: ServiceDefinition = {
  card: { name: 'orders', basePath: '/orders', port: 3999, title: 'Orders', description: 'Orders.' },
  environment: z.object({
    ...serviceEnvironment,
    ORDERS_KEY: z.string().min(16, { error: 'must have 16 characters' }),
  }),
  module: OrdersModule,
  problems,
};
const environment = { PORT: '0', LOG_LEVEL: 'silent', ORDERS_KEY: 'abcdefghijklmnop' };

describe('a service', () => {
  let app: NestExpressApplication;
  let url: string;

  beforeEach(async () => {
    app = await createService(definition, environment);
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterEach(() => app.close());

  const post = (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) => fetch(`${url}/orders`, { method: 'POST', body, headers });

  it('says every fault of its configuration at once, by name and never by value', async () => {
    const wrong = createService(definition, { PORT: 'abc-secret', LOG_LEVEL: 'loud-secret' });
    await expect(wrong).rejects.toBeInstanceOf(ConfigurationError);
    const message = await wrong.then(String, String);
    expect(message).toMatch(/PORT: must be a port/);
    expect(message).toMatch(/LOG_LEVEL: must be one of fatal/);
    expect(message).toMatch(/ORDERS_KEY: is required/);
    expect(message).not.toMatch(/secret/);
  });

  it('passes a good request on', async () => {
    const response = await post('{"item":"tea","count":2}');
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ item: 'tea', count: 2 });
  });

  it('names every field at fault, and fields it does not know', async () => {
    const response = await post('{"item":"","count":0,"price":1,"__proto__":{"x":1}}');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const { type, errors } = (await response.json()) as { type: string; errors: { pointer: string }[] };
    expect(type).toBe('urn:gatehouse:problem:invalid_input');
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['#/__proto__', '#/count', '#/item', '#/price']);
  });

  it.each([
    ['no body', '', 400],
    ['broken JSON', '{"item":', 400],
    ['JSON that is no object', '[1]', 400],
    ['a body nested 49,000 deep', `{"item":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 400],
    ['a body over the limit', JSON.stringify({ item: 'x'.repeat(70_000) }), 413],
  ])('answers %s with a problem', async (_name, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status });
  });

  it.each([
    ['UTF-16, in which brackets could hide', 'utf-16le', 'utf16le', 415],
    ['bytes that are no UTF-8', 'utf-8', 'latin1', 400],
  ] as const)('refuses %s', async (_name, charset, encoding, status) => {
    // The low byte of the sign in UTF-16 looks like a quote.
    const text = `{"item":"\u2200\u00e9","count":1,"more":${'['.repeat(1000)}${']'.repeat(1000)}}`;
    const flat = '{"item":"\u00e9","count":1}';
    const body = new Uint8Array(Buffer.from(encoding === 'latin1' ? flat : text, encoding));
    const response = await post(body, { 'content-type': `application/json; charset=${charset}` });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      type: 'about:blank',
      status,
      detail: expect.stringMatching(/UTF-8/),
    });
  });

  it('does not quote a body that is no JSON', async () => {
    const response = await post('password=hunter2');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'the body is not JSON',
    });
  });

  it('takes brackets within strings for what they are', async () => {
    const response = await post(JSON.stringify({ item: '["\\'.repeat(100), count: 1 }));
    expect(response.status).toBe(201);
  });

  it.each([
    ['/orders/sold-out', 409, { type: 'urn:gatehouse:problem:sold_out', title: 'Sold out', detail: 'none is left' }],
    ['/orders/store', 503, { type: 'urn:gatehouse:problem:store_unavailable' }],
    ['/orders/bug', 500, { type: 'about:blank', title: 'Internal Server Error', status: 500 }],
    ['/nothing', 404, { type: 'about:blank', title: 'Not Found' }],
  ])('answers %s with %i', async (path, status, problem) => {
    const response = await fetch(`${url}${path}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject(problem);
    expect(body).not.toMatch(/secret/);
    expect(response.headers.get('retry-after')).toBe(path === '/orders/store' ? '2' : null);
  });

  it('sends security headers and a request id, the caller’s own where it is sane', async () => {
    const given = await fetch(`${url}/health/live`, { headers: { 'x-request-id': 'abc-1' } });
    expect(given.headers.get('x-request-id')).toBe('abc-1');
    const strange = await fetch(`${url}/health/live`, { headers: { 'x-request-id': 'a b<script>' } });
    expect(strange.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(given.headers.get('x-content-type-options')).toBe('nosniff');
    expect(given.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(given.headers.get('x-powered-by')).toBeNull();
  });

  it('is ready only while what it needs answers', async () => {
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    app.get(Readiness).register('the moon', () => Promise.reject(new Error('down')));
    const response = await fetch(`${url}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ detail: 'the moon' });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('describes itself in OpenAPI, and shows it on a page without scripts from elsewhere', async () => {
    const document = (await (await fetch(`${url}/orders/openapi.json`)).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toContain('/orders');
    expect(JSON.stringify(document.paths['/orders'])).toContain('"count"');
    const page = await fetch(`${url}/orders/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'/);
  });

  it('lets requests in flight finish when it stops', async () => {
    const slow = fetch(`${url}/orders/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const drained = drain(app);
    release();
    const response = await slow;
    expect(await response.json()).toEqual({ slow: true });
    await drained;
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });
});
