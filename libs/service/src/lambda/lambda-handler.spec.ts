import { request as httpRequest } from 'node:http';
import { type AddressInfo } from 'node:net';
import { AuthModule, Public } from '@gatehouse/auth';
import { Body, Controller, Get, type MiddlewareConsumer, Module, Param, Post, Req, Res } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, raw, type Request, type Response } from 'express';
import { z } from 'zod';
import { BackgroundWork, createService, type ServiceDefinition, serviceEnvironment } from '../index';
import { functionUrl, httpApi, loadBalancer, type LocalGateway, restApi, startGateway } from '../testing';
import { createLambdaHandler, type LambdaHandler } from './lambda-handler';

const json = { 'content-type': 'application/json' };
const octets = { 'content-type': 'application/octet-stream' };
const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

@Public()
@Controller('echo')
class EchoController {
  static readonly done: string[] = [];

  constructor(private readonly background: BackgroundWork) {}

  @Get('behind/:milliseconds')
  behind(@Param('milliseconds') milliseconds: string) {
    const work = new Promise((resolve) => setTimeout(resolve, Number(milliseconds)).unref());
    this.background.add(work.then(() => EchoController.done.push(milliseconds)));
    this.background.add(Promise.reject(new Error('reported elsewhere')));
    return {};
  }

  @Get('request{/*rest}')
  request(@Req() request: Request) {
    const { method, originalUrl, ip, query, headers } = request;
    return { method, originalUrl, ip, query, cookie: headers.cookie, hasBody: 'body' in request && !!request.body };
  }

  @Get('seen')
  seen(@Req() { ip, protocol, hostname }: Request) {
    return { ip, protocol, hostname };
  }

  @Post('json')
  json(@Body({ schema: z.strictObject({ text: z.string() }) }) body: { text: string }) {
    return body;
  }

  @Post('bytes')
  bytes(@Req() request: Request, @Res() response: Response) {
    response.type('application/octet-stream').send(request.body);
  }

  @Get('cookies')
  cookies(@Res({ passthrough: true }) response: Response) {
    response.append('Set-Cookie', ['a=1; Path=/; HttpOnly', 'b=2; Expires=Wed, 01 Jan 2031 00:00:00 GMT', 'c=3']);
    response.append('Vary', ['Origin', 'Accept']);
    return { set: 3 };
  }

  @Get('caller')
  async caller(@Req() request: Request) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    return { caller: request.headers.authorization, ip: request.ip, url: request.url };
  }

  @Get('empty')
  empty(@Res() response: Response) {
    response.status(204).end();
  }

  @Get('head')
  head(@Res() response: Response) {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'X-Late': 'yes' });
    response.write('in ');
    response.end('pieces');
  }
}

@Module({
  imports: [AuthModule.forRoot({ issuers: [{ issuer: 'http://127.0.0.1/auth', audience: 'urn:gatehouse:api' }] })],
  controllers: [EchoController],
})
class EchoModule {
  configure(consumer: MiddlewareConsumer) {
    consumer.apply(raw({ type: 'application/octet-stream' })).forRoutes('echo/bytes');
  }
}

const definition: ServiceDefinition = {
  card: { name: 'echo', basePath: '/echo', port: 3999, title: 'Echo', description: 'Echo.' },
  environment: z.object(serviceEnvironment),
  module: EchoModule,
  problems: {},
  mount: (app) => {
    app.use('/echo/hang', () => undefined);
    app.use('/echo/destroy', (_request: Request, response: Response) => void response.destroy());
    app.use('/echo/throw', async () => {
      await Promise.resolve();
      throw new Error('a secret of the inside');
    });
    app.use('/echo/timeouts', (request: Request, response: Response, next: NextFunction) => {
      request.setTimeout(1000);
      response.setTimeout(1000);
      request.socket.once('close', () => undefined);
      response.once('close', () => undefined);
      next();
    });
  },
};
const environment = { PORT: '0', LOG_LEVEL: 'silent' };
const forms = {
  'a REST API': restApi(),
  'a REST API with a base path mapping': restApi({ mapping: '/v1' }),
  'an HTTP API': httpApi(),
  'an HTTP API with a named stage': httpApi({ stage: 'prod' }),
  'an HTTP API with a named stage and the $default route': httpApi({ stage: 'prod', route: '$default' }),
  'a function URL': functionUrl(),
  'a load balancer': loadBalancer(),
  'a load balancer without multi-value headers': loadBalancer({ multiValue: false }),
};
const context = { getRemainingTimeInMillis: () => 5000 };

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Buffer;
}

function send(
  url: string,
  path: string,
  options: { method?: string; headers?: Record<string, string | string[]>; body?: string | Buffer } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${url}`, { method, headers, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject).end(body);
  });
}

/** Headers that tell of the connection, the clock or the one request. */
function comparable({ status, headers, body }: Answer): object {
  const { date: _d, connection: _c, 'keep-alive': _k, 'x-request-id': _r, 'transfer-encoding': _t, ...rest } = headers;
  delete rest['x-amzn-remapped-date'];
  return { status, headers: rest, body: body.toString('latin1') };
}

let app: NestExpressApplication;
let http: string;
let handler: LambdaHandler;

beforeAll(async () => {
  app = await createService(definition, environment);
  await app.listen(0, '127.0.0.1');
  http = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  handler = createLambdaHandler(definition, environment).handler;
});
afterAll(async () => {
  app.getHttpServer().closeAllConnections();
  await app.close();
});

describe.each(Object.entries(forms))('a service in Lambda behind %s', (name, form) => {
  let gateway: LocalGateway;

  beforeAll(async () => {
    gateway = await startGateway(form, (event) => handler(event, context));
  });
  afterAll(() => gateway.close());

  it('takes no callback, which nodejs24.x refuses', () => {
    expect(handler).toHaveLength(2);
  });

  it.each([
    ['a sub-resource', '/echo/request/a/b', {}],
    ['a query', '/echo/request?a=1&a=3&b=two%20words&c=%26%3D', { only: 'multi' }],
    ['an encoded path', '/echo/request/a%20b%C3%A9', {}],
    ['a JSON body', '/echo/json', { method: 'POST', headers: json, body: '{"text":"h\u00e9llo \\ud83d\\ude00"}' }],
    ['a broken JSON body', '/echo/json', { method: 'POST', headers: json, body: '{"text":' }],
    ['an unknown field', '/echo/json', { method: 'POST', headers: json, body: '{"text":"a","x":1}' }],
    ['no body', '/echo/json', { method: 'POST' }],
    ['bytes', '/echo/bytes', { method: 'POST', headers: octets, body: bytes }],
    ['cookies, both ways', '/echo/cookies', { headers: { cookie: 'a=1; b="2,3"; c=4' } }],
    ['several cookies of the caller', '/echo/request', { headers: { cookie: 'a=1; b=2' } }],
    ['an unknown path', '/nothing/here', {}],
    ['a HEAD request', '/echo/request', { method: 'HEAD' }],
    ['an answer without a body', '/echo/empty', {}],
    ['an answer in pieces', '/echo/head', {}],
    ['an error past the guards', '/echo/throw', {}],
    ['middleware that sets timeouts, then nothing', '/echo/timeouts', {}],
    ['the OpenAPI document', '/echo/openapi.json', {}],
    ['a picture', '/echo/docs/favicon-16x16.png', {}],
  ] as [string, string, Parameters<typeof send>[2] & { only?: string }][])(
    'answers %s as the HTTP server does',
    async (_what, path, request) => {
      // Without multi-value headers a load balancer tells the last of several values alone.
      const target = request.only && name.includes('without multi') ? '/echo/request?a=1&b=two%20words' : path;
      expect(comparable(await send(gateway.url, target, request))).toEqual(
        comparable(await send(http, target, request)),
      );
    },
  );

  it('believes the gateway and not the caller about the address', async () => {
    const answer = await send(gateway.url, '/echo/seen', {
      headers: { 'x-forwarded-for': '6.6.6.6, 7.7.7.7', 'x-forwarded-host': 'evil.example' },
    });
    expect(JSON.parse(answer.body.toString())).toEqual({ ip: '127.0.0.1', protocol: 'https', hostname: '127.0.0.1' });
  });

  it('keeps 64 overlapping invocations apart', async () => {
    const callers = Array.from({ length: 64 }, (_, i) => `Bearer caller-${i}`);
    const answers = await Promise.all(
      callers.map((authorization) => send(gateway.url, '/echo/caller', { headers: { authorization } })),
    );
    expect(answers.map(({ body }) => (JSON.parse(body.toString()) as { caller: string }).caller)).toEqual(callers);
  });

  it('answers for a handler that forgets to, and for one that destroys its response', async () => {
    const hasty = await startGateway(form, (event) => handler(event, { getRemainingTimeInMillis: () => 600 }));
    const hanging = await send(hasty.url, '/echo/hang');
    expect(hanging.status).toBe(504);
    expect(JSON.parse(hanging.body.toString())).toMatchObject({ status: 504 });
    const destroyed = await send(hasty.url, '/echo/destroy');
    expect(destroyed.status).toBe(500);
    expect(destroyed.body.toString()).not.toContain('destroy');
    await hasty.close();
  });
});

describe('a service in Lambda', () => {
  const answerTo = async (event: unknown) => (await handler(event, context)) as { statusCode: number; body: string };
  const get = { method: 'GET', sourceIp: '1.2.3.4' };

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'hello'],
    ['an empty event', {}],
    ['an event of a queue', { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
    ['a scheduled event', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }],
    ['a method alone', { httpMethod: 'GET' }],
    ['a context of null', { httpMethod: 'GET', path: '/', requestContext: null }],
    ['format 2.0 without a path', { version: '2.0', requestContext: { http: get } }],
    ['format 2.0 with headers of the wrong kind', { rawPath: '/', headers: 5, requestContext: { http: get } }],
    ['half a surrogate pair in the path', { rawPath: '/\ud800', requestContext: { http: get } }],
    ['a load balancer without a path', { requestContext: { elb: {} }, httpMethod: 'GET' }],
  ])('answers %s with a 400', async (_name, event) => {
    expect(await answerTo(event)).toMatchObject({ statusCode: 400 });
  });

  it.each<[string, object]>([
    ['format 2.0 without headers', { rawPath: '/echo/request', requestContext: { http: get } }],
    [
      'a load balancer with a malformed query',
      {
        requestContext: { elb: {} },
        httpMethod: 'GET',
        path: '/echo/request',
        headers: { 'x-forwarded-for': '[::1]:44' },
        queryStringParameters: { a: '%zz%', 'b c': '#' },
      },
    ],
    [
      'nulls wherever a REST API puts them',
      {
        httpMethod: 'GET',
        path: '/echo/request',
        resource: '/echo/request',
        headers: null,
        multiValueHeaders: null,
        queryStringParameters: null,
        pathParameters: null,
        body: null,
        requestContext: {},
      },
    ],
  ])('takes %s', async (_name, event) => {
    const answer = await answerTo(event);
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(JSON.parse(answer.body)).toMatchObject({ hasBody: false });
  });

  it('strips only the prefix that the gateway matched or the settings name', async () => {
    const at = (rawPath: string, rest: object = {}) =>
      answerTo({ routeKey: '$default', rawPath, ...rest, requestContext: { http: get, stage: '$default' } });
    expect(await at('/v1/echo/request')).toMatchObject({ statusCode: 404 });
    const prefixed = createLambdaHandler(definition, { ...environment, PATH_PREFIX: '/v1' }).handler;
    const event = { rawPath: '/v1/echo/request', requestContext: { http: get } };
    expect(await prefixed(event, context)).toMatchObject({ statusCode: 200 });
    expect(await at('/x/y/echo/request', { routeKey: 'GET /echo/request' })).toMatchObject({ statusCode: 200 });
  });

  it('takes the address of the trusted hop', async () => {
    const event = (forwarded: string) => ({
      requestContext: { elb: {} },
      httpMethod: 'GET',
      path: '/echo/request',
      multiValueHeaders: { 'X-Forwarded-For': [forwarded] },
    });
    const ipOf = async (handle: LambdaHandler, forwarded: string) => {
      const { body } = (await handle(event(forwarded), context)) as { body: string };
      return (JSON.parse(body) as { ip: string }).ip;
    };
    expect(await ipOf(handler, '6.6.6.6, 9.9.9.9')).toBe('9.9.9.9');
    expect(await ipOf(handler, '6.6.6.6, 9.9.9.9:5555')).toBe('9.9.9.9');
    const behindTwo = createLambdaHandler(definition, { ...environment, TRUSTED_PROXIES: '2' }).handler;
    expect(await ipOf(behindTwo, '6.6.6.6, 9.9.9.9, 10.0.0.1')).toBe('9.9.9.9');
  });

  it('answers once what the request has left behind is done, because it may be frozen then', async () => {
    const path = (milliseconds: number) => ({ rawPath: `/echo/behind/${milliseconds}`, requestContext: { http: get } });
    expect(await answerTo(path(100))).toMatchObject({ statusCode: 200 });
    expect(EchoController.done).toEqual(['100']);
    // No longer than a second, and never past the end of the invocation.
    expect(await answerTo(path(9_999))).toMatchObject({ statusCode: 200 });
    const brief = { getRemainingTimeInMillis: () => 700 };
    expect(await handler(path(9_998), brief)).toMatchObject({ statusCode: 200 });
    expect(EchoController.done).toEqual(['100']);
  });

  it('says at once and by name what keeps it from starting', async () => {
    const { handler: broken, ready } = createLambdaHandler(definition, { LOG_LEVEL: 'loud' });
    await expect(ready).rejects.toThrow(/LOG_LEVEL/);
    await expect(broken({}, context)).rejects.toThrow(/LOG_LEVEL/);
  });
});
