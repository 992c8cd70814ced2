import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import type { Case, OpenScenario, Sample, Scenario, Settings, Target } from '../scenario';
import { BARS } from './bars';
import { coldLoad, slowTab } from './cold-load';
import { startSystem } from './system';

const executablePath = '/usr/bin/chromium';

const SCREENS = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;

const credentials = { username: 'ada', password: 'correct horse battery' };
// More than a page of the feed has.
const messages = 25;

interface Visit {
  readonly page: string;
  /** A browser in which nobody was before. */
  readonly stranger: () => Promise<BrowserContext>;
  /** A browser in which the person is signed in. */
  readonly member: BrowserContext;
}

/** How somebody comes to the page. */
const LOADS: Readonly<Record<string, (visit: Visit) => Promise<Sample>>> = {
  stranger: async ({ page, stranger }) => {
    const context = await stranger();
    const tab = await slowTab(context);
    const sample = await coldLoad(tab, () => tab.goto(page), 'Log in');
    await context.close();
    return sample;
  },
  'sign-in': async ({ page, stranger }) => {
    const context = await stranger();
    const tab = await slowTab(context);
    await signIn(tab.goto.bind(tab, page), tab);
    const back = () => tab.getByRole('button', { name: 'Log in' }).click();
    const sample = await coldLoad(tab, back, 'Log out');
    await context.close();
    return sample;
  },
  return: async ({ page, member }) => {
    const tab = await slowTab(member);
    const sample = await coldLoad(tab, () => tab.goto(page), 'Log out');
    await tab.close();
    return sample;
  },
};

/** Goes to the login page and fills it in. */
async function signIn(open: () => Promise<unknown>, tab: Awaited<ReturnType<typeof slowTab>>): Promise<void> {
  await open();
  await tab.getByRole('button', { name: 'Log in' }).click();
  await tab.getByLabel('Username').fill(credentials.username);
  await tab.getByLabel('Password').fill(credentials.password);
}

/** The first page of a stranger and of a member, from nothing until everything is shown. */
export const page: Scenario = {
  name: 'page',
  title: 'The first page',
  metrics: {
    JavaScript: { unit: 'kB gzip', better: 'less', digits: 1 },
    'first paint': { unit: 'ms', better: 'less' },
    'layout shift': { unit: 'CLS', better: 'less', digits: 3 },
  },
  targets: Object.entries(BARS).flatMap(([metric, atMost]) =>
    Object.keys(SCREENS).flatMap((contender) =>
      Object.keys(LOADS)
        // From the click on, the server checks a password, which takes its time.
        .filter((load) => !(load === 'sign-in' && metric === 'first paint'))
        .map((load): Target => ({ metric, of: { contender, load }, bar: { atMost } })),
    ),
  ),
  open,
};

async function open({ only, loads }: Settings): Promise<OpenScenario> {
  if (!existsSync(executablePath)) throw new Error(`page needs ${executablePath}: Debian's package chromium`);
  const among = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name);
  const system = await startSystem();
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await system.stop();
  };
  try {
    await fill(system.page);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const cases: Case[] = [];
    for (const [contender, screen] of Object.entries(SCREENS).filter(([name]) => among(only, name))) {
      const started = browser;
      const stranger = () => started.newContext({ locale: 'en-GB', ...screen });
      const visit: Visit = { page: system.page, stranger, member: await member(stranger, system.page) };
      for (const [load, measured] of Object.entries(LOADS).filter(([name]) => among(loads, name))) {
        const measure = () => measured(visit);
        cases.push({
          contender,
          load,
          measure,
          prove: async () => void (await measure()),
          warmUp: async () => undefined,
        });
      }
    }
    return { cases, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function member(stranger: Visit['stranger'], page: string): Promise<BrowserContext> {
  const context = await stranger();
  const tab = await context.newPage();
  await signIn(() => tab.goto(page), tab);
  await tab.getByRole('button', { name: 'Log in' }).click();
  await tab.getByRole('button', { name: 'Log out' }).waitFor();
  await tab.close();
  return context;
}

/** Signs the person up, who writes messages. */
async function fill(page: string): Promise<void> {
  const post = async (path: string, body: object, token?: string): Promise<Record<string, unknown>> => {
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(page + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  await post('/auth/signup', { ...credentials, name: 'Ada Lovelace' });
  const { access_token: token } = await post('/auth/login', credentials);
  for (let count = 1; count <= messages; count++) {
    await post('/messages', { text: `Message ${count}. `.repeat((count % 5) * 6 + 1) }, token as string);
  }
}
