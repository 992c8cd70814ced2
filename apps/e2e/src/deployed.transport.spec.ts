import { Agent, request } from 'node:http';
import { expectSame, scenarioOver } from './transports/compare';
import {
  asProcess,
  hasImages,
  hasRuntimeClient,
  inContainer,
  type ServiceProcess,
  startBundle,
  startContainer,
  underRuntimeClient,
} from './transports/deployed';
import { forms } from './transports/forms';
import { type LocalFunction } from './transports/runtime-api';
import { type Step } from './transports/scenario';
import { inProcess, type RunningSystem, startSystem } from './transports/systems';

const here = (is: boolean, what: string): typeof describe => {
  if (is) return describe;
  if (process.env['CI']) throw new Error(`${what}: not there, and CI is set`);
  process.stderr.write(`\n*** NOT CHECKED: ${what} ***\n\n`);
  return describe.skip;
};
let expected: Step[];

beforeAll(async () => {
  expected = await scenarioOver(inProcess);
}, 60_000);

describe('the bundle as a process', () => {
  it('answers the scenario byte for byte', async () => {
    expectSame('a process', await scenarioOver(asProcess), expected);
  }, 60_000);
});

here(hasRuntimeClient, 'AWS’s runtime interface client (nx run e2e:runtime-client)')(
  'the bundle under AWS’s runtime',
  () => {
    it.each(Object.entries(forms))(
      'answers the scenario byte for byte behind %s',
      async (name, form) => {
        expectSame(name, await scenarioOver(underRuntimeClient(form)), expected);
      },
      60_000,
    );

    describe('that is frozen, thawed and crashed', () => {
      let system: RunningSystem;
      let messages: LocalFunction;
      beforeAll(async () => {
        const functions: LocalFunction[] = [];
        system = await startSystem(underRuntimeClient(forms['an HTTP API (2.0)'], (local) => functions.push(local)));
        messages = functions[1] as LocalFunction;
      }, 60_000);
      afterAll(() => system.close());

      // Straight to the one environment: a gateway would go to another where this one does not answer.
      const statusOf = async (target: string): Promise<number> => {
        const received = { method: 'GET', target, headers: [], body: Buffer.alloc(0), address: '127.0.0.1' };
        const event = forms['an HTTP API (2.0)'].eventOf(received);
        return ((await messages.invoke(event)) as { statusCode: number }).statusCode;
      };

      it('gives no wrong answer over 100 times of freezing', async () => {
        for (let i = 0; i < 100; i++) {
          const asked = i % 2 === 0 ? statusOf('/messages') : undefined;
          messages.freeze();
          await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60));
          messages.thaw();
          expect(await (asked ?? statusOf('/messages'))).toBe(200);
        }
        expect(messages.starts).toBe(1);
      }, 120_000);

      it('fails only the call that crashes, 10 times', async () => {
        for (let i = 0; i < 10; i++) {
          expect(await statusOf('/health/ready')).toBe(200);
          // An event that it was not given yet would wait for its successor.
          await messages.idle();
          const lost = statusOf('/messages').catch((error: Error) => error.message);
          messages.crash();
          expect(await lost).toBe('the runtime exited');
          expect(await statusOf('/messages')).toBe(200);
        }
        expect(messages.starts).toBe(11);
      }, 120_000);
    });
  },
);

/** Asks over one connection after the other until it is told that this one closes; resolves with how many answers it got. */
async function client(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let answered = 1; ; answered++) {
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
    if (closes) {
      agent.destroy();
      return answered;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
  }
}

async function stopsUnderLoad(start: (port: number) => Promise<ServiceProcess>): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const service = await start(20_000 + Math.floor(Math.random() * 20_000));
    const clients = Promise.allSettled(Array.from({ length: 50 }, () => client(service.url)));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { code, took } = await service.terminate();
    const dropped = (await clients).filter(({ status }) => status === 'rejected');
    expect({ round, code, dropped }).toEqual({ round, code: 0, dropped: [] });
    expect(took).toBeLessThan(10_000);
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

describe('SIGTERM under 50 clients with open connections', () => {
  it('drops no request of the process, 10 times', async () => {
    await stopsUnderLoad((port) => startBundle('messages', environment(port)));
  }, 200_000);
});

here(hasImages, 'the containers (nx run workspace:images, with buildah)')('the containers', () => {
  it('answer the scenario byte for byte', async () => {
    expectSame('a container', await scenarioOver(inContainer), expected);
  }, 120_000);

  it('drop no request at SIGTERM, 10 times', async () => {
    const removals: (() => void)[] = [];
    await stopsUnderLoad(async (port) => {
      const container = await startContainer('messages', environment(port));
      removals.push(() => container.remove());
      return container;
    });
    for (const remove of removals) remove();
  }, 300_000);
});
