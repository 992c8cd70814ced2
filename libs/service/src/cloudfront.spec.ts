import { request as httpRequest } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Controller, Get, Headers, Ip, Module } from '@nestjs/common';
import { createLambdaHandler, createService, type ServiceDefinition } from './index';
import { functionUrl, httpApi, loadBalancer, restApi } from './testing';
import { emptyService } from './testing/empty-service';

@Controller('empty')
class AddressController {
  @Get('address')
  address(@Ip() ip: string, @Headers() headers: Record<string, string>) {
    return { ip, secret: headers['x-cloudfront-secret'] ?? null };
  }
}

@Module({ controllers: [AddressController] })
class AddressModule {}

const secret = 'e'.repeat(64);
const definition: ServiceDefinition = { ...emptyService, module: AddressModule };
const settings = { PORT: '0', LOG_LEVEL: 'silent' };

// The caller forges an entry, CloudFront writes the caller's address, the proxy behind it writes CloudFront's.
const forged = '6.6.6.6';
const caller = '9.9.9.9';
const cloudFront = '130.176.0.1';

const cases: [what: string, sent: string[], configured: string | undefined, address: string][] = [
  ['by CloudFront', [secret], secret, caller],
  ['by somebody without the secret', [], secret, cloudFront],
  ['by somebody with another secret', ['f'.repeat(64)], secret, cloudFront],
  ['by somebody with the beginning of the secret', [secret.slice(1)], secret, cloudFront],
  ['with an empty secret where none is configured', [''], undefined, cloudFront],
  ['with a secret where none is configured', [secret], undefined, cloudFront],
];

describe('the address of a caller, where a request was sent', () => {
  describe.each([
    ['a REST API', restApi()],
    ['an HTTP API', httpApi()],
    ['a function URL', functionUrl()],
    ['a load balancer', loadBalancer()],
    ['a load balancer without multi-value headers', loadBalancer({ multiValue: false })],
  ])('to a function behind %s', (_form, form) => {
    it.each(cases)('%s', async (_what, sent, configured, address) => {
      const event = form.eventOf({
        method: 'GET',
        target: '/empty/address',
        headers: [
          ['Host', 'api.example.com'],
          ['X-Forwarded-For', `${forged}, ${caller}`],
          ...sent.map((value): [string, string] => ['X-CloudFront-Secret', value]),
        ],
        body: Buffer.alloc(0),
        address: cloudFront,
      });
      const environment = { ...settings, ...(configured !== undefined && { CLOUDFRONT_SECRET: configured }) };
      const answer = await createLambdaHandler(definition, environment).handler(event, {});
      expect(JSON.parse((answer as { body: string }).body)).toEqual({ ip: address, secret: null });
    });
  });

  it.each(cases)('%s, to a container behind a load balancer', async (_what, sent, configured, address) => {
    const environment = {
      ...settings,
      TRUSTED_PROXIES: '1',
      ...(configured !== undefined && { CLOUDFRONT_SECRET: configured }),
    };
    const app = await createService(definition, environment);
    await app.listen(0, '127.0.0.1');
    try {
      const { port } = app.getHttpServer().address() as AddressInfo;
      const headers = { 'X-Forwarded-For': `${forged}, ${caller}, ${cloudFront}`, 'X-CloudFront-Secret': sent };
      const body = await new Promise<string>((resolve, reject) => {
        httpRequest({ port, host: '127.0.0.1', path: '/empty/address', headers, agent: false }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk)).on('end', () => resolve(text));
        })
          .on('error', reject)
          .end();
      });
      expect(JSON.parse(body)).toEqual({ ip: address, secret: null });
    } finally {
      await app.close();
    }
  });

  it('cannot depend on a secret that is short', async () => {
    await expect(createService(definition, { ...settings, CLOUDFRONT_SECRET: 'short' })).rejects.toThrow(
      'CLOUDFRONT_SECRET',
    );
  });
});
