import { type Fault } from '@gatehouse/dynamodb/testing';
import { serviceWithFaultyStore } from '../testing/faulty-store';
import { faultsOfFeed, newOutcome, postMany } from '../testing/posting';

jest.setTimeout(120_000);

/** `nx run messages:faults` measures the rates and times under the same faults; here it is about what is true. */
describe('while DynamoDB', () => {
  const running = serviceWithFaultyStore();
  afterEach(() => (running.proxy.faults = {}));

  it.each<[string, Partial<Record<Fault, number>>]>([
    ['throttles 30 % of all requests', { throttle: 0.3 }],
    ['loses 10 % of all answers after the work is done', { lose: 0.1 }],
    ['never answers 5 % of all requests', { hang: 0.05 }],
    ['does all of it', { throttle: 0.2, lose: 0.1, hang: 0.03 }],
  ])('%s, no message is lost or doubled and no conflict is made up', async (_name, faults) => {
    const { proxy, service } = running;
    const outcome = newOutcome();
    proxy.faults = faults;
    await postMany(() => service, outcome, { count: 120, atOnce: 4, tries: 10 });
    proxy.faults = {};
    expect(outcome.wrong).toEqual([]);
    expect(outcome.acknowledged.size).toBeGreaterThanOrEqual(60);
    expect(await faultsOfFeed(service, outcome)).toEqual([]);
    for (const fault of Object.keys(faults) as Fault[]) expect(proxy.counts[fault]).toBeGreaterThan(0);
  });

  it('answers nobody, a request is told so within its time', async () => {
    const { proxy, service } = running;
    proxy.faults = { hang: 1 };
    const answer = await service.call('POST /messages', { token: service.token(), body: { text: 'x' } });
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { type: 'urn:gatehouse:problem:store_unavailable' },
    });
  });
});
