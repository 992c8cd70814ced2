import { itInBrowser, type PageTests } from './setting';
import { somebody, type Visitor } from './visitor';

// More stops than any page has.
const stops = 80;

/** The name of what has the focus. */
async function focused({ page }: Visitor): Promise<string> {
  const name = await page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    return element?.ariaLabel ?? element?.labels?.[0]?.innerText ?? element?.innerText ?? '';
  });
  return name.trim();
}

/** Presses Tab until the focus is on the thing of that name. */
export async function tabTo(visitor: Visitor, name: string): Promise<void> {
  for (let stop = 0; stop < stops; stop++) {
    await visitor.page.keyboard.press('Tab');
    if ((await focused(visitor)) === name) return;
  }
  throw new Error(`The Tab key never reaches "${name}".`);
}

/** Waits until the focus is on the thing of that name. */
async function untilFocusOn(visitor: Visitor, name: string): Promise<void> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await visitor.page.waitForTimeout(50)) {
    if ((await focused(visitor)) === name) return;
  }
  throw new Error(`The focus is on "${await focused(visitor)}", not on "${name}".`);
}

/** Reaches the thing of that name with Tab, and presses Enter. */
export async function press(visitor: Visitor, name: string): Promise<void> {
  await tabTo(visitor, name);
  await visitor.page.keyboard.press('Enter');
}

/** Reaches the field of that label with Tab, and types. */
export async function type(visitor: Visitor, label: string, text: string): Promise<void> {
  await tabTo(visitor, label);
  await visitor.page.keyboard.type(text);
}

export const keyboard: PageTests = (setting) => {
  itInBrowser('is used from sign-up to log-out by the keyboard alone', async () => {
    const visitor = await setting().running.visitor();
    const { page } = visitor;
    const person = somebody();
    await visitor.goto('/');
    await visitor.isOut();
    await press(visitor, 'Sign up');
    await page.getByLabel('Your name').waitFor();
    // The first field has the focus.
    await page.keyboard.type(person.name);
    await type(visitor, 'Username', person.username);
    await type(visitor, 'Password', person.password);
    await page.keyboard.press('Enter');
    await visitor.isIn();

    await press(visitor, 'Write a message');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Typed, not clicked');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The focus is where it was, and the text too.
    await untilFocusOn(visitor, 'Write a message');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await page.getByLabel('Your message').inputValue()).toBe('Typed, not clicked');
    await press(visitor, 'Send');
    await page.getByText('The message is sent.').waitFor();

    await press(visitor, `Edit the message of ${person.username}`);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.type('!');
    await page.keyboard.press('Control+Enter');
    await page.getByText('The change is saved.').waitFor();
    await press(visitor, `Delete the message of ${person.username}`);
    await page.getByRole('alertdialog').waitFor();
    await press(visitor, 'Delete');
    await page.getByText('The message is deleted.').waitFor();

    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await press(visitor, 'Account');
    await page.getByLabel('E-mail address').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Account');
    await type(visitor, 'E-mail address (optional)', 'keys@example.com');
    await page.keyboard.press('Enter');
    await page.getByText('The profile is saved.').waitFor();
    await page.reload();
    await visitor.isIn();
    await press(visitor, 'Log out');
    await visitor.isOut();
    await visitor.context.close();
  });

  itInBrowser('leads past the bar to the content with the first key', async () => {
    const visitor = await setting().running.visitor();
    await visitor.goto('/');
    await visitor.isOut();
    await visitor.page.keyboard.press('Tab');
    await visitor.page.keyboard.press('Enter');
    await visitor.page.waitForURL('**/#content');
    await visitor.context.close();
  });

  itInBrowser('speaks the language of the browser, or the one that is chosen, in every word', async () => {
    const visitor = await setting().running.visitor({ locale: 'de-AT' });
    await visitor.goto('/');
    await visitor.button('Anmelden').waitFor();
    expect(await visitor.page.evaluate(() => document.documentElement.lang)).toBe('de');
    await visitor.page.getByRole('combobox').selectOption('en');
    await visitor.button('Log in').waitFor();
    await visitor.page.reload();
    await visitor.button('Log in').waitFor();
    await visitor.context.close();
  });
};
