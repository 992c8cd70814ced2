import { expectSame, scenarioOver } from './transports/compare';
import { asProcess, hasRuntimeClient, startBundle, underRuntimeClient } from './transports/deployed';
import { stopsUnderLoad } from './transports/draining';
import { forms } from './transports/forms';
import { describeWith } from './transports/tools';
import { type LocalFunction } from './transports/runtime-api';
import { type Step } from './transports/scenario';
import { inProcess, type RunningSystem, startSystem } from './transports/systems';

let expected: Step[];

beforeAll(async () => {
  expected = await scenarioOver(inProcess);
}, 60_000);

describe('the bundle as a process', () => {
  it('answers the scenario byte for byte', async () => {
    expectSame('a process', await scenarioOver(asProcess), expected);
  }, 60_000);
});

describeWith(
  'AWS’s runtime interface client (nx run e2e:runtime-client)',
  hasRuntimeClient,
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
        const functions = new Map<string, LocalFunction>();
        const start = underRuntimeClient(forms['an HTTP API (2.0)'], (project, local) => functions.set(project, local));
        system = await startSystem(start);
        messages = functions.get('messages') as LocalFunction;
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

describe('SIGTERM under 50 clients with open connections', () => {
  it('drops no request of the process, 10 times', async () => {
    await stopsUnderLoad((environment) => startBundle('messages', environment));
  }, 200_000);
});
