import { crashUnderLoad } from '../testing/crashes';

jest.setTimeout(240_000);

/** `nx run messages:crash` does it ten times. */
it('loses and doubles nothing when the service and the engine are killed under load', async () => {
  const { outcome, faults } = await crashUnderLoad(1);
  expect(outcome.wrong).toEqual([]);
  expect(outcome.acknowledged.size).toBeGreaterThanOrEqual(60);
  expect(faults).toEqual([]);
});
