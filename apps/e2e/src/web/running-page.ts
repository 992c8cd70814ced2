import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { launchBrowser } from '../browser';
import { type System, startSystem } from '../system';
import { Visitor } from './visitor';

/** How the page keeps a person signed in: the default, and with `AUTH_COOKIES=on`. */
export const sessionKinds = [
  ['tokens', {}],
  ['cookies', { AUTH_COOKIES: 'on' }],
] as const;

/** The whole system with its page, and a browser that people come with. */
export class RunningPage {
  private constructor(
    readonly system: System,
    readonly browser: Browser,
    private readonly dataDir: string,
  ) {}

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<RunningPage> {
    const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-web-'));
    const system = await startSystem({ DATA_DIR: dataDir, ...environment });
    // Tests of one machine come from one address, and a page of a test is as much in front as any other.
    const args = ['--disable-background-timer-throttling', '--disable-renderer-backgrounding'];
    const browser = await launchBrowser(args);
    return new RunningPage(system, browser, dataDir);
  }

  /** Somebody with a browser of their own: no cookie and no storage is shared. */
  async visitor(options: Parameters<Browser['newContext']>[0] = {}): Promise<Visitor> {
    const context = await this.browser.newContext({ locale: 'en-GB', ...options });
    return Visitor.in(context, this.system.page);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.system.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
