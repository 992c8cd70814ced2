import { request as httpRequest } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createLambdaHandler, createService } from './index';
import { loggingOptions } from './logging';
import { functionUrl, httpApi, loadBalancer, restApi } from './testing';
import { emptyService } from './testing/empty-service';

const environmentOf = (trustedProxies: number) => ({
  PORT: '0',
  LOG_LEVEL: 'debug',
  TRUSTED_PROXIES: `${trustedProxies}`,
});

interface Line {
  readonly req?: Record<string, unknown>;
}

describe('the log of a request', () => {
  let written: jest.SpyInstance;
  const lines: Line[] = [];
  beforeEach(() => {
    lines.length = 0;
    // pino writes to a standard output that has been replaced through it.
    written = jest.spyOn(process.stdout, 'write').mockImplementation((data) => {
      lines.push(
        ...`${data as string}`
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Line),
      );
      return true;
    });
  });
  afterEach(() => written.mockRestore());

  const logged = async (): Promise<Record<string, unknown> | undefined> => {
    for (let i = 0; i < 100 && !lines.some(({ req }) => req); i++) await new Promise((done) => setTimeout(done, 10));
    return lines.find(({ req }) => req)?.req;
  };

  it.each<[trusted: number, forwardedFor: string | undefined, address: string]>([
    [0, undefined, '127.0.0.1'],
    [0, '6.6.6.6', '127.0.0.1'],
    [1, undefined, '127.0.0.1'],
    [1, '9.9.9.9', '9.9.9.9'],
    [1, '6.6.6.6, 9.9.9.9', '9.9.9.9'],
    [2, '6.6.6.6, 9.9.9.9, 10.0.0.1', '9.9.9.9'],
  ])('names, behind %i proxies and with the header %s, the address %s', async (trusted, forwardedFor, address) => {
    const app = await createService(emptyService, environmentOf(trusted));
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const headers = forwardedFor === undefined ? {} : { 'X-Forwarded-For': forwardedFor };
    await new Promise<void>((resolve, reject) => {
      httpRequest({ port, host: '127.0.0.1', path: '/empty?secret=1', headers, agent: false }, (response) =>
        response.resume().on('end', resolve),
      )
        .on('error', reject)
        .end();
    });
    expect(await logged()).toEqual({ id: expect.any(String), method: 'GET', path: '/empty', address });
    await app.close();
  });

  it.each([
    ['a REST API', restApi()],
    ['an HTTP API', httpApi()],
    ['a function URL', functionUrl()],
    ['a load balancer', loadBalancer()],
    ['a load balancer without multi-value headers', loadBalancer({ multiValue: false })],
  ])('names the address that %s saw', async (_name, form) => {
    const event = form.eventOf({
      method: 'GET',
      target: '/empty',
      headers: [
        ['Host', 'api.example.com'],
        ['X-Forwarded-For', '6.6.6.6'],
      ],
      body: Buffer.alloc(0),
      address: '9.9.9.9',
    });
    await createLambdaHandler(emptyService, environmentOf(0)).handler(event, {});
    expect(await logged()).toMatchObject({ path: '/empty', address: '9.9.9.9' });
    expect(lines.find(({ req }) => req)).toMatchObject({ msg: 'request completed' });
  });

  it('goes where it is told', () => {
    expect(loggingOptions('empty', 'info', 'stderr').pinoHttp).toMatchObject({ stream: { fd: 2 } });
    expect(loggingOptions('empty', 'info', 'stdout').pinoHttp).not.toHaveProperty('stream');
  });
});
