import { RunningPage, sessionKinds } from './running-page';
import { type PageTests } from './setting';

// Milliseconds. A browser and five programs on a busy machine.
const patience = 90_000;

/** Declares tests of the page, which runs with its sign-in kept in that way. A file for each: they run beside each other. */
export function describePage(wanted: 'tokens' | 'cookies', tests: readonly PageTests[]): void {
  jest.setTimeout(patience);
  const kinds = sessionKinds.filter(([kind]) => kind === wanted);
  describe.each(kinds)('the page with its sign-in in %s', (kind, environment) => {
    let running: RunningPage;
    beforeAll(async () => {
      running = await RunningPage.start(environment);
    }, 120_000);
    afterAll(() => running?.stop(), 30_000);

    for (const each of tests) each(() => ({ running, kind }));
  });
}
