import { Agent, request } from 'node:http';
import { freePort } from '@gatehouse/dynamodb/testing';
import { type ServiceProcess } from './deployed';

/** Asks over one connection until it is told that this one closes. */
async function client(url: string, answered: () => void): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (;;) {
    const closes = await new Promise<boolean>((resolve, reject) => {
      request(`${url}/health/live`, { agent }, (response) => {
        response.resume().on('end', () => {
          if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
          else resolve(response.headers.connection === 'close');
        });
        response.on('error', reject);
      })
        .on('error', reject)
        .end();
    });
    answered();
    if (closes) return agent.destroy();
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
  }
}

const environment = (port: number) => ({
  PORT: `${port}`,
  HOST: '127.0.0.1',
  LOG_LEVEL: 'silent',
  AUTH_ISSUER: 'http://127.0.0.1:9/auth',
  AUTH_AUDIENCE: 'urn:gatehouse:api',
  CURSOR_KEY: 'a key of the transports, which is long enough',
  DYNAMODB_ENDPOINT: 'http://127.0.0.1:9',
  AWS_REGION: 'eu-west-1',
});

/** Stops messages 10 times while 50 clients keep their connections: no request is lost, and it exits in time. */
export async function stopsUnderLoad(
  start: (environment: Record<string, string>) => Promise<ServiceProcess>,
): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const service = await start(environment(await freePort()));
    const connected = new Set<number>();
    const clients = Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => client(service.url, () => connected.add(index))),
    );
    for (const end = Date.now() + 10_000; connected.size < 50 && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { code, took } = await service.terminate();
    const dropped = (await clients).filter(({ status }) => status === 'rejected');
    expect({ round, code, dropped }).toEqual({ round, code: 0, dropped: [] });
    expect(took).toBeLessThan(10_000);
  }
}
