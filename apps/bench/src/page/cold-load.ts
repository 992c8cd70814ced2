import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { type BrowserContext, type Page, type Response } from 'playwright-core';
import type { Sample } from '../scenario';

/** How many times slower than this machine the processor of the page is. */
const slowness = 4;
// Milliseconds for which a page may take, and after which nothing more is expected of one that shows everything.
const longest = 60_000;
const quiet = 1_000;

/** Keeps what the browser itself says of the document: its first paint, and each move of what is on the screen. */
const observer = `
  globalThis.seen = { paint: undefined, shift: 0, moved: [] };
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) {
      if (name === 'first-contentful-paint') seen.paint = startTime;
    }
  }).observe({ type: 'paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      seen.shift += value;
      for (const { node, previousRect: from, currentRect: to } of sources) {
        const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
        seen.moved.push((node?.nodeName ?? '?') + ' ' + place(from) + ' -> ' + place(to));
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
`;

interface Seen {
  readonly paint: number | undefined;
  readonly shift: number;
  /** What was moved, to find out why. */
  readonly moved: readonly string[];
}

/** A tab of the person with a slow processor and no cache. */
export async function slowTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(longest);
  const session = await context.newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  await page.addInitScript({ content: observer });
  return page;
}

/** What one load of the page was, from the moment that `load` begins until all of it is shown and nothing more comes. */
export async function coldLoad(page: Page, load: () => Promise<unknown>, shown: string): Promise<Sample> {
  const responses = new Map<string, Response>();
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') responses.set(response.url(), response);
  });
  await load();
  await page.getByRole('banner').getByRole('button', { name: shown }).waitFor();
  await page.getByRole('article').first().waitFor();
  await page.waitForTimeout(quiet);
  const { paint, shift, moved } = await page.evaluate<Seen>('seen');
  assert.ok(paint !== undefined, 'the browser painted nothing');
  if (shift > 0) process.stderr.write(`page: moved by ${shift}: ${moved.join(', ')}\n`);
  const sizes = await Promise.all(
    [...responses.values()].map(async (response) => gzipSync(await response.body()).byteLength),
  );
  assert.ok(sizes.length > 0, 'the page loaded no script');
  return {
    JavaScript: sizes.reduce((sum, size) => sum + size) / 1000,
    'first paint': paint,
    'layout shift': shift,
  };
}
