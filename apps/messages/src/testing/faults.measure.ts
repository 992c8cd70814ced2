import { type Fault } from '@gatehouse/dynamodb/testing';
import { serviceWithFaultyStore } from './faulty-store';
import { faultsOfFeed, newOutcome, postMany } from './posting';

const pagesRead = 300;
const readers = 6;

const running = serviceWithFaultyStore();

it.each<[string, Partial<Record<Fault, number>>]>([
  ['throttled 30 %', { throttle: 0.3 }],
  ['10 % of answers lost', { lose: 0.1 }],
  ['5 % never answered', { hang: 0.05 }],
])('%s', async (name, faults) => {
  const { proxy, service } = running;
  const outcome = newOutcome();
  proxy.faults = faults;
  await postMany(() => service, outcome, { count: 1500, atOnce: 6, tries: 1 });
  const pages = { slowest: 0 };
  let unavailable = 0;
  const reader = async () => {
    for (let i = 0; i < pagesRead / readers; i++) {
      const start = performance.now();
      const { status } = await service.call('GET /messages');
      if (status !== 200) unavailable++;
      pages.slowest = Math.max(pages.slowest, performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: readers }, reader));
  proxy.faults = {};
  const requests = [...outcome.statuses.values()].reduce((sum, value) => sum + value, 0);
  const refused = requests - (outcome.statuses.get('201') ?? 0) - (outcome.statuses.get('200') ?? 0);
  console.log(name, {
    requests,
    acknowledged: outcome.acknowledged.size,
    refused,
    slowest: outcome.slowest,
    pages: { read: pagesRead, unavailable, slowest: pages.slowest },
    proxied: { ...proxy.counts },
  });
  expect(outcome.wrong).toEqual([]);
  expect(await faultsOfFeed(service, outcome)).toEqual([]);
  expect(refused + unavailable).toBeLessThanOrEqual((requests + pagesRead) / 1000);
  expect(Math.max(outcome.slowest, pages.slowest)).toBeLessThanOrEqual(3000);
});
