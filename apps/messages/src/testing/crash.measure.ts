import { crashUnderLoad } from './crashes';

it('ten times kill -9 of the service and of the engine', async () => {
  const { outcome, faults } = await crashUnderLoad(10);
  console.log({ acknowledged: outcome.acknowledged.size, statuses: Object.fromEntries(outcome.statuses), faults });
  expect(outcome.wrong).toEqual([]);
  expect(faults).toEqual([]);
});
