import { type AddressInfo } from 'node:net';
import { AuthModule, Public } from '@gatehouse/auth';
import { Body, Controller, Delete, Get, HttpCode, Module, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { z } from 'zod';
import { createLambdaHandler, createService, type ServiceDefinition, serviceEnvironment, pageLimit } from '../index';
import { httpApi, loadBalancer, restApi, startGateway } from '../testing';

const parcel = z.strictObject({
  label: z.string().min(1).optional(),
  sizes: z.array(z.strictObject({ width: z.number() })).optional(),
});
const page = z.strictObject({ limit: pageLimit() });

@Public()
@Controller('parcels')
class ParcelsController {
  @Get()
  list(@Query({ schema: page }) query: z.infer<typeof page>) {
    return query;
  }

  @Post()
  create(@Body({ schema: parcel }) body: z.infer<typeof parcel>) {
    return body;
  }

  @Post('close')
  @HttpCode(204)
  close(): void {}

  @Patch(':id')
  change(@Param('id') id: string, @Body({ schema: parcel }) body: z.infer<typeof parcel>) {
    return { id, ...body };
  }

  @Delete(':id')
  @HttpCode(204)
  remove(): void {}
}

@Controller('locked')
class LockedController {
  @Put()
  put(@Body({ schema: parcel }) body: z.infer<typeof parcel>) {
    return body;
  }
}

@Module({
  imports: [AuthModule.forRoot({ issuers: [{ issuer: 'http://127.0.0.1/auth', audience: 'urn:gatehouse:api' }] })],
  controllers: [ParcelsController, LockedController],
})
class ParcelsModule {}

const definition: ServiceDefinition = {
  card: { name: 'parcels', basePath: '/parcels', port: 3999, title: 'Parcels', description: 'Parcels.' },
  environment: z.object(serviceEnvironment),
  module: ParcelsModule,
  problems: {},
};
const environment = { PORT: '0', LOG_LEVEL: 'silent' };

describe('what comes in', () => {
  let app: NestExpressApplication;
  let url: string;
  beforeAll(async () => {
    app = await createService(definition, environment);
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(() => app.close());

  const call = async (method: string, path: string, body?: string, type?: string) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    // As bytes: fetch gives a text a type.
    const bytes = body === undefined ? {} : { body: new TextEncoder().encode(body) };
    const response = await fetch(`${url}${path}`, { method, headers, ...bytes });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };
  const json = (method: string, path: string, body: string) => call(method, path, body, 'application/json');

  describe('names that every object has', () => {
    it.each([
      ['{"__proto__":{"roles":["admin"]}}', '#/__proto__'],
      ['{"constructor":{"prototype":{"a":1}}}', '#/constructor'],
      ['{"prototype":1}', '#/prototype'],
      ['{"\\u005f_proto__":1}', '#/__proto__'],
      ['{"sizes":[{"width":1,"__proto__":{}}]}', '#/sizes/0/__proto__'],
      ['{"sizes":[{"width":1},{"width":1,"constructor":null}]}', '#/sizes/1/constructor'],
      ['{"label":{"prototype":1}}', '#/label/prototype'],
    ])('are unknown fields: %s', async (body, pointer) => {
      for (const [method, path] of [
        ['POST', '/parcels'],
        ['PATCH', '/parcels/1'],
      ] as const) {
        const answer = await json(method, path, body);
        expect(answer.status).toBe(400);
        expect(answer.body.type).toBe('urn:gatehouse:problem:invalid_input');
        const faults = answer.body.errors.filter((fault: { pointer: string }) => fault.pointer === pointer);
        expect(faults).toEqual([{ pointer, detail: expect.stringMatching(/^`.*` is not a known field\.$/) }]);
      }
    });

    it.each(['__proto__=1', 'constructor=1', 'prototype=1', '__proto__=1&__proto__=2'])(
      'are unknown in a query: %s',
      async (query) => {
        expect((await call('GET', `/parcels?${query}`)).status).toBe(400);
      },
    );

    it('may stand in a text', async () => {
      expect(await json('POST', '/parcels', '{"label":"__proto__"}')).toMatchObject({
        status: 201,
        body: { label: '__proto__' },
      });
    });
  });

  describe('a number of a query', () => {
    it('is described as what it is', async () => {
      const { body } = await call('GET', '/parcels/openapi.json');
      expect(body.paths['/parcels'].get.parameters).toMatchObject([
        { name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
      ]);
    });

    it.each([
      ['limit=1', 1],
      ['limit=100', 100],
      ['limit=007', 7],
      ['', 20],
    ])('is written in digits: %s', async (query, limit) => {
      expect(await call('GET', `/parcels?${query}`)).toMatchObject({ status: 200, body: { limit } });
    });

    it.each(
      [
        '0x10',
        '1e1',
        '%2010',
        '10%20',
        '+5',
        '%2B5',
        '-1',
        '5.0',
        '5.',
        '.5',
        '%D9%A5',
        '',
        'NaN',
        'Infinity',
        '1_0',
        '0b1',
      ]
        .map((value) => `limit=${value}`)
        .concat('limit=0', 'limit=101', 'limit=10000000000000000000', 'limit=5&limit=5', 'limit=1,2', 'limit%5B%5D=5'),
    )('is nothing else: %s', async (query) => {
      const { status, body } = await call('GET', `/parcels?${query}`);
      expect(status).toBe(400);
      if (query.startsWith('limit=')) {
        expect(body.errors).toEqual([{ pointer: '#/limit', detail: '`limit` must be a whole number from 1 to 100.' }]);
      }
    });
  });

  it.each(['0x10', '1e3', ' 3000', '+3000', '3000.0'])('is no port of the environment: %j', async (PORT) => {
    await expect(createService(definition, { ...environment, PORT })).rejects.toThrow(
      'PORT: must be a port from 0 to 65535',
    );
  });

  describe('a body that is not said to be JSON', () => {
    it.each([
      ['no type', undefined],
      ['text', 'text/plain'],
      ['a form', 'application/x-www-form-urlencoded'],
      ['a form of parts', 'multipart/form-data; boundary=x'],
      ['JSON in UTF-16', 'application/json; charset=utf-16'],
      ['JSON in Latin-1', 'application/json;charset=iso-8859-1'],
      ['another type of JSON', 'application/merge-patch+json'],
      ['a type that only begins like it', 'application/jsonx'],
      ['no media type', 'json'],
    ])('is 415, and the answer says what to send: %s', async (_name, type) => {
      for (const [method, path] of [
        ['POST', '/parcels'],
        ['PATCH', '/parcels/1'],
      ] as const) {
        const answer = await call(method, path, '{"label":"a"}', type);
        expect(answer.status).toBe(415);
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
        expect(answer.body.detail).toMatch(/Content-Type: application\/json/);
      }
    });

    it.each([
      'application/json',
      'Application/JSON',
      'application/json; charset=utf-8',
      'application/json;charset=UTF-8',
    ])('is none of these: %s', async (type) => {
      expect((await call('POST', '/parcels', '{"label":"a"}', type)).status).toBe(201);
    });

    it('is 415 also where it is empty', async () => {
      expect((await call('POST', '/parcels')).status).toBe(415);
    });

    it('does not matter where the route takes none', async () => {
      expect((await call('POST', '/parcels/close')).status).toBe(204);
      expect((await call('POST', '/parcels/close', 'x', 'text/plain')).status).toBe(204);
    });

    it('is looked at after the token', async () => {
      expect((await call('PUT', '/locked', 'x', 'text/plain')).status).toBe(401);
    });
  });

  describe('a method that a resource does not have', () => {
    it.each([
      ['PUT', '/parcels', 'GET, HEAD, POST'],
      ['DELETE', '/parcels', 'GET, HEAD, POST'],
      ['GET', '/parcels/1', 'DELETE, PATCH'],
      ['POST', '/parcels/1', 'DELETE, PATCH'],
      ['GET', '/locked', 'PUT'],
      ['PROPFIND', '/parcels', 'GET, HEAD, POST'],
      ['POST', '/health/live', 'GET, HEAD'],
      ['POST', '/parcels/openapi.json', 'DELETE, GET, HEAD, PATCH'],
    ])('is 405 with those it has: %s %s', async (method, path, allow) => {
      const answer = await call(method, path);
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe(allow);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ type: 'about:blank', title: 'Method Not Allowed', status: 405 });
    });

    it.each(['/nothing', '/parcels/1/2', '/Parcels', '/parcels/%ff', '/'])(
      'is 404 where nothing is: %s',
      async (path) => {
        for (const method of ['GET', 'POST', 'DELETE']) {
          const answer = await call(method, path).catch(() => undefined);
          expect([400, 404]).toContain(answer?.status);
          expect(answer?.headers.get('allow')).toBeNull();
        }
      },
    );

    it('leaves HEAD and OPTIONS as they are, and the guards before every route', async () => {
      expect((await fetch(`${url}/parcels`, { method: 'HEAD' })).status).toBe(200);
      const options = await fetch(`${url}/parcels`, { method: 'OPTIONS' });
      expect(options.headers.get('allow')).toBe('GET, HEAD, POST');
      expect((await call('PUT', '/locked', '{}', 'application/json')).status).toBe(401);
    });

    it.each(Object.entries({ 'an HTTP API': httpApi(), 'a REST API': restApi(), 'a load balancer': loadBalancer() }))(
      'is the same in a Lambda function behind %s',
      async (_name, form) => {
        const { handler } = createLambdaHandler(definition, environment);
        const gateway = await startGateway(form, (event) => handler(event, { getRemainingTimeInMillis: () => 5000 }));
        const answer = await fetch(`${gateway.url}/parcels`, { method: 'PUT' });
        expect(answer.status).toBe(405);
        expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
        const sent = await fetch(`${gateway.url}/parcels`, { method: 'POST', body: 'x' });
        expect(sent.status).toBe(415);
        await gateway.close();
      },
    );
  });

  it('has its faults told in sentences that name the field', async () => {
    const { body } = await json('POST', '/parcels', '{"label":"","sizes":[{}],"colour":1}');
    expect(body.errors).toEqual([
      { pointer: '#/label', detail: '`label` must not be empty.' },
      { pointer: '#/sizes/0/width', detail: '`sizes.0.width` is required.' },
      { pointer: '#/colour', detail: '`colour` is not a known field.' },
    ]);
  });
});
