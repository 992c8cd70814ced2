import { Agent, request as httpRequest } from 'node:http';
import { type AddressInfo } from 'node:net';
import { AuthModule, Public } from '@gatehouse/auth';
import { Controller, Get, Module } from '@nestjs/common';
import { z } from 'zod';
import { createService, drain, type ServiceDefinition, serviceEnvironment } from './index';

@Public()
@Controller('work')
class WorkController {
  @Get()
  async work() {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
    return { done: true };
  }
}

@Module({
  imports: [AuthModule.forRoot({ issuers: [{ issuer: 'http://127.0.0.1/auth', audience: 'urn:gatehouse:api' }] })],
  controllers: [WorkController],
})
class WorkModule {}

const definition: ServiceDefinition = {
  card: { name: 'work', basePath: '/work', port: 3999, title: 'Work', description: 'Work.' },
  environment: z.object(serviceEnvironment),
  module: WorkModule,
  problems: {},
};

interface Answer {
  readonly status: number;
  readonly connection: string | undefined;
}

function get(url: string, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { agent }, (response) => {
      response.resume().on('end', () => {
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection });
      });
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

describe('a server that is told to stop', () => {
  it('drops no request of 50 clients with open connections, and says that it is going', async () => {
    const app = await createService(definition, { PORT: '0', LOG_LEVEL: 'silent' });
    await app.listen(0, '127.0.0.1');
    const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    const answered = new Set<number>();
    const client = async (_: unknown, index: number) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      // A client uses its connection until it is told that it closes, and then asks another server.
      for (;;) {
        const { status, connection } = await get(`${url}/work`, agent);
        expect(status).toBe(200);
        answered.add(index);
        if (connection === 'close') return agent.destroy();
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      }
    };
    const clients = Promise.all(Array.from({ length: 50 }, client));
    while (answered.size < 50) await new Promise((resolve) => setTimeout(resolve, 10));
    const ready = new Agent();
    const drained = drain(app);
    expect(await get(`${url}/health/ready`, ready)).toEqual({ status: 503, connection: 'close' });
    await clients;
    await drained;
    await expect(get(`${url}/health/live`, ready)).rejects.toThrow('ECONNREFUSED');
  }, 20_000);

  it('waits for callers longer than a load balancer keeps their connections', async () => {
    const app = await createService(definition, { PORT: '0', LOG_LEVEL: 'silent' });
    const { keepAliveTimeout, headersTimeout, requestTimeout } = app.getHttpServer();
    expect(keepAliveTimeout).toBeGreaterThan(60_000);
    expect(headersTimeout).toBeLessThanOrEqual(30_000);
    expect(requestTimeout).toBeLessThanOrEqual(60_000);
    await app.close();
  });
});
