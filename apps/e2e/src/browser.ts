import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const whole = '/usr/bin/chromium';
// Debian's build of Chromium without a window starts, and opens a page, in a third of the time.
const headless = '/usr/bin/chromium-headless-shell';
const executablePath = existsSync(headless) ? headless : whole;

/** What tests in a browser need. */
export const browserNeeded = { files: [executablePath], packages: 'chromium-headless-shell or chromium' };

/** Starts Chromium, with these arguments too. */
export function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
}
