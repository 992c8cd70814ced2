import { type BrowserContext, type Page } from 'playwright-core';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

// Milliseconds that a page may take on a busy machine.
const patience = 15_000;

let count = 0;

/** Somebody new, with a fine password. */
export function somebody(name = 'guest'): Credentials & { readonly name: string } {
  return { username: `${name}${++count}x${Date.now().toString(36)}`, password: 'correct horse battery', name };
}

/** What a person does on the page, by the names that the page gives to things. */
export class Visitor {
  /** What the browser complains about: errors of scripts and breaches of the policy. */
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly origin: string,
  ) {
    page.setDefaultTimeout(patience);
    this.listenTo(page);
  }

  static async in(context: BrowserContext, origin: string): Promise<Visitor> {
    return new Visitor(context, await context.newPage(), origin);
  }

  /** The same person in an empty tab of the same browser. */
  newTab(): Promise<Visitor> {
    return Visitor.in(this.context, this.origin);
  }

  async tab(path = '/'): Promise<Visitor> {
    const other = await this.newTab();
    await other.goto(path);
    return other;
  }

  private listenTo(page: Page): void {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // An answer of an error status is no fault of the page.
      const isStatus = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isStatus) this.complaints.push(message.text());
    });
  }

  goto(path: string) {
    return this.page.goto(this.origin + path);
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async signUp(person: Credentials & { readonly name: string }): Promise<void> {
    await this.goto('/');
    await this.button('Sign up').click();
    await this.page.getByLabel('Your name').fill(person.name);
    await this.page.getByLabel('Username').fill(person.username);
    await this.page.getByLabel('Password').fill(person.password);
    await this.button('Sign up').click();
    await this.isIn();
  }

  async signIn(person: Credentials): Promise<void> {
    await this.goto('/');
    await this.button('Log in').click();
    await this.fillIn(person);
    await this.isIn();
  }

  /** Answers the login page. */
  async fillIn({ username, password }: Credentials): Promise<void> {
    await this.page.getByLabel('Username').fill(username);
    await this.page.getByLabel('Password').fill(password);
    await this.button('Log in').click();
  }

  async isIn(): Promise<void> {
    await this.button('Log out').waitFor();
  }

  async isOut(timeout?: number): Promise<void> {
    const bar = this.page.getByRole('banner');
    await bar.getByRole('button', { name: 'Log in' }).waitFor(timeout === undefined ? {} : { timeout });
  }

  async write(text: string): Promise<void> {
    await this.button('Write a message').click();
    await this.page.getByLabel('Your message').fill(text);
    await this.button('Send').click();
  }

  /** A message of the feed, by its text. */
  message(text: string) {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  async post(text: string): Promise<void> {
    await this.write(text);
    await this.page.getByText('The message is sent.').waitFor();
  }
}
