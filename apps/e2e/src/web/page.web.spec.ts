import { attacks } from './attacks';
import { consoleTests } from './console';
import { keyboard } from './keyboard';
import { members } from './members';
import { feedOutages, signInOutages } from './outages';
import { RunningPage, sessionKinds } from './running-page';
import { tabTests } from './tabs';
import { texts } from './texts';

const ofEachKind = [members, tabTests, texts, signInOutages, attacks, consoleTests];
/** What does not depend on how a person is kept signed in. */
const alike = [feedOutages, keyboard];

// Milliseconds. A browser and five programs on a busy machine.
jest.setTimeout(90_000);

describe.each(sessionKinds)('the page with its sign-in in %s', (kind, environment) => {
  let running: RunningPage;
  beforeAll(async () => {
    running = await RunningPage.start(environment);
  }, 120_000);
  afterAll(() => running?.stop(), 30_000);

  for (const tests of kind === 'tokens' ? [...ofEachKind, ...alike] : ofEachKind) tests(() => ({ running, kind }));
});
