import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workspaceRoot } from '@gatehouse/workspace';
import { type AxeResults } from 'axe-core';
import { consolePages, furnish } from './console-looks';
import { RunningPage } from './running-page';
import { itInBrowser } from './setting';
import { type Credentials, somebody, Visitor } from './visitor';

// Milliseconds.
jest.setTimeout(600_000);

const folder = join(workspaceRoot, 'dist/screenshots');
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];
const schemes = ['light', 'dark'] as const;

declare const axe: { run(): Promise<AxeResults> };

/** Whoever looks at a page. */
interface Looker {
  readonly visitor: Visitor;
  readonly person: Credentials;
  readonly running: RunningPage;
}

/** How each page is reached, by somebody who is not logged in and by an administrator who is. */
const strangers: Record<string, (looker: Looker) => Promise<void>> = {
  board: async ({ visitor }) => {
    await visitor.goto('/');
    await visitor.isOut();
    await visitor.page.getByRole('article').first().waitFor();
  },
  'board-is-down': async ({ visitor }) => {
    await visitor.page.route(/\/messages(\?.*)?$/, (route) => route.abort());
    await visitor.goto('/');
    await visitor.page.getByRole('alert').waitFor();
  },
  'login-is-required': async ({ visitor }) => {
    await visitor.goto('/account');
    await visitor.page.getByRole('main').getByRole('button').waitFor();
  },
  'not-found': async ({ visitor }) => {
    await visitor.goto('/nowhere');
    await visitor.page.getByText('This page does not exist.').waitFor();
  },
  login: async ({ visitor }) => {
    await visitor.goto('/');
    await visitor.button('Log in').click();
    await visitor.page.getByLabel('Username').waitFor();
  },
  'login-failed': async ({ visitor }) => {
    await visitor.goto('/');
    await visitor.button('Log in').click();
    await visitor.fillIn({ username: 'nobody-here', password: 'not the password' });
    await visitor.page.getByRole('alert').waitFor();
  },
  'sign-up': async ({ visitor }) => {
    await visitor.goto('/');
    await visitor.button('Sign up').click();
    await visitor.page.getByLabel('Your name').waitFor();
  },
};
const members: Record<string, (looker: Looker) => Promise<void>> = {
  'board-of-a-member': async ({ visitor }) => {
    await visitor.goto('/');
    await visitor.isIn();
    await visitor.page.getByRole('article').first().waitFor();
  },
  write: async ({ visitor }) => {
    await visitor.goto('/');
    await visitor.button('Write a message').click();
    await visitor.page.getByLabel('Your message').fill('x'.repeat(3900));
  },
  'write-failed': async ({ visitor }) => {
    await visitor.goto('/');
    await visitor.button('Write a message').click();
    await visitor.page.getByLabel('Your message').fill('   ');
    await visitor.button('Send').click();
    await visitor.page.getByText('Write something first.').waitFor();
  },
  delete: async ({ visitor }) => {
    await visitor.goto('/');
    await visitor.page.getByRole('article').first().getByRole('button', { name: 'Delete' }).click();
    await visitor.page.getByRole('alertdialog').waitFor();
  },
  account: async ({ visitor }) => {
    await visitor.goto('/account');
    await visitor.page.getByText('Sessions and access').waitFor();
    await visitor.page.getByText('This session').waitFor();
  },
  'account-failed': async ({ visitor }) => {
    await visitor.goto('/account');
    await visitor.page.getByLabel('Name', { exact: true }).fill('');
    await visitor.page.getByLabel('E-mail address').fill('not an address');
    await visitor.button('Save the profile').click();
    await visitor.page.getByRole('alert').waitFor();
  },
};

describe('the looks of every page', () => {
  let running: RunningPage;
  let script: string;
  const person = somebody('Ada');
  beforeAll(async () => {
    running = await RunningPage.start();
    script = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
    await mkdir(folder, { recursive: true });
    const visitor = await running.visitor();
    await visitor.signUp(person);
    await running.system.admin('roles', 'set', person.username, 'user', 'moderator', 'admin');
    for (const text of ['A first message.', 'One with two\n\nparagraphs.', 'x'.repeat(1200)]) await visitor.post(text);
    await visitor.context.close();
  }, 120_000);
  afterAll(() => running?.stop(), 30_000);

  /** Looks at each page in each size and scheme, and returns what axe finds. */
  async function findings(pages: typeof strangers, isMember: boolean): Promise<string[]> {
    const found: string[] = [];
    // The scripts of axe are no part of what the page allows.
    const visitor = await running.visitor({ bypassCSP: true, reducedMotion: 'reduce' });
    if (isMember) await visitor.signIn(person);
    for (const [name, open] of Object.entries(pages)) {
      const looker = await Visitor.in(visitor.context, visitor.origin);
      await open({ visitor: looker, person, running });
      for (const size of sizes) {
        for (const colorScheme of schemes) {
          await looker.page.setViewportSize(size);
          await looker.page.emulateMedia({ colorScheme });
          const view = `${name}-${size.width}-${colorScheme}`;
          // A dialog is in the middle of the screen, not of the page.
          const fullPage =
            (await looker.page.getByRole('alertdialog').or(looker.page.getByRole('dialog')).count()) === 0;
          await looker.page.screenshot({ path: join(folder, `${view}.png`), fullPage });
          await looker.page.evaluate(script);
          const { violations } = await looker.page.evaluate(() => axe.run());
          found.push(...violations.map(({ id, nodes }) => `${view}: ${id} ${nodes.map(({ html }) => html).join(' ')}`));
          const overflow = await looker.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (overflow > 0) found.push(`${view}: is ${overflow} pixels wider than the screen`);
        }
      }
      await looker.page.close();
    }
    await visitor.context.close();
    return found;
  }

  itInBrowser('has nothing that axe finds, for strangers', async () => {
    expect(await findings(strangers, false)).toEqual([]);
  });

  itInBrowser('has nothing that axe finds, for administrators', async () => {
    await furnish(running);
    const pages = Object.entries(consolePages).map(([name, open]) => [`console-${name}`, open] as const);
    expect(await findings(Object.fromEntries(pages), true)).toEqual([]);
  });

  itInBrowser('has nothing that axe finds, for members', async () => {
    expect(await findings(members, true)).toEqual([]);
  });
});
