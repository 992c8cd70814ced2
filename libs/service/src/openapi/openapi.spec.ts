import { readFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { createLambdaHandler, createService } from '../index';
import { loadBalancer } from '../testing';
import { emptyService } from '../testing/empty-service';

const environment = { PORT: '0', LOG_LEVEL: 'silent' };
const script = '/empty/docs/swagger-ui-bundle.js';
const original = (name: string) => readFileSync(join(dirname(require.resolve('swagger-ui-dist/package.json')), name));

describe("the assets of a service's page", () => {
  let app: NestExpressApplication;
  beforeAll(async () => {
    app = await createService(emptyService, environment);
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const { port } = app.getHttpServer().address() as AddressInfo;
      httpRequest({ host: '127.0.0.1', port, path, headers, method, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      })
        .on('error', reject)
        .end();
    });

  it.each([
    ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
    ['swagger-ui.css', 'text/css; charset=utf-8'],
  ])('are compressed for who takes that: %s', async (name, type) => {
    const { status, headers, body } = await get(`/empty/docs/${name}`, { 'accept-encoding': 'gzip, deflate, br' });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': type });
    expect(headers.vary).toMatch(/accept-encoding/i);
    expect(gunzipSync(body).equals(original(name))).toBe(true);
  });

  it.each<Record<string, string>>([{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'gzip;q=0, br' }])(
    'come as they are for %o',
    async (accepted) => {
      const { headers, body } = await get(script, accepted);
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers.vary).toMatch(/accept-encoding/i);
      expect(body.equals(original('swagger-ui-bundle.js'))).toBe(true);
    },
  );

  it('are read and compressed once, however many ask at first', async () => {
    const read = jest.spyOn(files, 'readFile');
    const name = 'swagger-ui.css';
    const fresh = await createService(emptyService, environment);
    await fresh.listen(0, '127.0.0.1');
    const url = `http://127.0.0.1:${(fresh.getHttpServer().address() as AddressInfo).port}/empty/docs/${name}`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(url)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(read.mock.calls.filter(([path]) => typeof path === 'string' && path.endsWith(name))).toHaveLength(1);
    read.mockRestore();
    await fresh.close();
  });

  it('are kept by caches, which ask again cheaply, and never mix up the two forms', async () => {
    const gzip = { 'accept-encoding': 'gzip' };
    const first = await get(script, gzip);
    const etag = first.headers.etag ?? '';
    expect(first.headers['cache-control']).toMatch(/^public, max-age=\d+$/);
    const again = await get(script, { ...gzip, 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
    expect(again.headers.vary).toMatch(/accept-encoding/i);
    expect((await get(script, { 'if-none-match': etag })).status).toBe(200);
    const head = await get(script, gzip, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    expect(head.headers).toMatchObject({ 'content-encoding': 'gzip', etag });
  });

  it.each(['package.json', 'index.html', '..%2fpackage.json', 'constructor', 'swagger-ui.css/x'])(
    'are no other files: %s',
    async (name) => expect((await get(`/empty/docs/${name}`)).status).toBe(404),
  );

  it.each([true, false])(
    'fit into what a load balancer takes of a function (multi-value headers: %s)',
    async (multi) => {
      const form = loadBalancer({ multiValue: multi });
      const { handler } = createLambdaHandler(emptyService, environment);
      for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png']) {
        const event = form.eventOf({
          method: 'GET',
          target: `/empty/docs/${name}`,
          headers: [['Accept-Encoding', 'gzip, deflate, br, zstd']],
          body: Buffer.alloc(0),
          address: '9.9.9.9',
        });
        const result = await handler(event, {});
        expect(JSON.stringify(result).length).toBeLessThan(1_000_000);
        const { status, body } = form.answerOf(event, result as never);
        expect(status).toBe(200);
        expect((name.endsWith('.png') ? body : gunzipSync(body)).equals(original(name))).toBe(true);
      }
    },
  );
});
