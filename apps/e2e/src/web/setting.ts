import { browserNeeded } from '../browser';
import { itWith } from '../clients/installed';
import { type RunningPage } from './running-page';
import { type Visitor } from './visitor';

/** What a test of the page needs: the system, and whether sign-in is kept by tokens in memory or by cookies. */
export interface Setting {
  readonly running: RunningPage;
  readonly kind: 'tokens' | 'cookies';
}

/** Declares tests of the page. They run once for each way to keep a person signed in. */
export type PageTests = (setting: () => Setting) => void;

/** Declares a test that a browser is needed for. */
export function itInBrowser(name: string, test: () => Promise<void>): void {
  itWith(browserNeeded, name, test);
}

// Longer than an access token lives.
const later = '06:00';

/** Makes the visitor's access token one that has expired. */
export async function expireAccess({ kind }: Setting, visitor: Visitor): Promise<void> {
  if (kind === 'tokens') await visitor.page.clock.fastForward(later);
  else await visitor.context.clearCookies({ name: '__Host-access_token' });
}

/** Opens the clock of a visitor's page for `expireAccess`. */
export async function withClock(visitor: Visitor): Promise<Visitor> {
  await visitor.page.clock.install();
  return visitor;
}
