import { type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { type Fault, type FaultProxy, startFaultProxy } from '@gatehouse/dynamodb/testing';
import { faultsOfFeed, newOutcome, postMany } from './posting';
import { type RunningService, startMessages } from './running-service';

let engine: LocalEngine;
let proxy: FaultProxy;
let service: RunningService;
beforeAll(async () => {
  engine = await startEmbeddedEngine();
  proxy = await startFaultProxy(engine.endpoint);
  service = await startMessages({ DYNAMODB_ENDPOINT: proxy.endpoint });
});
afterAll(async () => {
  await service.stop();
  await proxy.stop();
  await engine.stop();
});

it.each<[string, Partial<Record<Fault, number>>, number]>([
  ['throttled 30 %', { throttle: 0.3 }, 3000],
  ['10 % of answers lost', { lose: 0.1 }, 3000],
  ['5 % never answered', { hang: 0.05 }, 3000],
])('%s', async (name, faults, count) => {
  const outcome = newOutcome();
  proxy.faults = faults;
  await postMany(() => service, outcome, { count, atOnce: 6, tries: 1 });
  const pages = newOutcome();
  let unavailable = 0;
  for (let i = 0; i < 300; i++) {
    const start = performance.now();
    const { status } = await service.call('GET /messages');
    if (status !== 200) unavailable++;
    pages.slowest = Math.max(pages.slowest, performance.now() - start);
  }
  proxy.faults = {};
  const requests = [...outcome.statuses.values()].reduce((sum, value) => sum + value, 0);
  const refused = requests - (outcome.statuses.get('201') ?? 0) - (outcome.statuses.get('200') ?? 0);
  console.log(name, {
    requests,
    acknowledged: outcome.acknowledged.size,
    refused,
    slowest: outcome.slowest,
    pages: { read: 300, unavailable, slowest: pages.slowest },
    proxied: { ...proxy.counts },
  });
  expect(outcome.wrong).toEqual([]);
  expect(await faultsOfFeed(service, outcome)).toEqual([]);
  expect(refused + unavailable).toBeLessThanOrEqual((requests + 300) / 1000);
  expect(Math.max(outcome.slowest, pages.slowest)).toBeLessThanOrEqual(3000);
});
