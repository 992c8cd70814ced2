import { expireAccess, itInBrowser, type PageTests, withClock } from './setting';
import { somebody, type Visitor } from './visitor';

const scripts = [
  '<script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 1">',
  '<svg onload="window.hacked = 1">',
  '<a href="javascript:window.hacked=1">click</a>',
  '"><iframe srcdoc="<script>parent.hacked=1</script>">',
  '{{constructor.constructor("window.hacked=1")()}}',
];

async function expectInert(visitor: Visitor): Promise<void> {
  expect(await visitor.page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(await visitor.page.locator('main iframe, main svg, main img, main script, main a').count()).toBe(0);
}

export const texts: PageTests = (setting) => {
  itInBrowser('shows stored scripts as the text that they are', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp({ ...somebody(), name: '<img src=x onerror="window.hacked=1">' });
    for (const script of scripts) await visitor.post(script);
    await visitor.page.reload();
    for (const script of scripts) await visitor.message(script).first().waitFor();
    await expectInert(visitor);
    await visitor.goto('/account');
    await visitor.page.getByLabel('E-mail address').waitFor();
    await expectInert(visitor);
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  itInBrowser('edits and deletes the own messages, and no others', async () => {
    const { running } = setting();
    const visitor = await running.visitor();
    await visitor.signUp(somebody());
    await visitor.post('First words');
    const reader = await running.visitor();
    await reader.signUp(somebody());
    const seen = reader.message('First words').first();
    await seen.waitFor();
    expect(await seen.getByRole('button').count()).toBe(0);
    await visitor.message('First words').first().getByRole('button', { name: 'Edit' }).click();
    await visitor.page.getByLabel('Your message').fill('Better words');
    await visitor.button('Save').click();
    await visitor.page.getByText('The change is saved.').waitFor();
    const better = visitor.message('Better words').first();
    expect(await better.innerText()).toContain('edited');
    await better.getByRole('button', { name: 'Delete' }).click();
    await visitor.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await visitor.page.getByText('The message is deleted.').waitFor();
    expect(await visitor.message('Better words').count()).toBe(0);
    for (const { context } of [visitor, reader]) await context.close();
  });

  itInBrowser('keeps the text of an edit that came too late, and shows what the message is now', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    await visitor.post('As it was');
    const other = await visitor.tab();
    for (const [tab, text] of [
      [visitor, 'Mine'],
      [other, 'The one before'],
    ] as const) {
      await tab.message('As it was').first().getByRole('button', { name: 'Edit' }).click();
      await tab.page.getByLabel('Your message').fill(text);
    }
    await other.button('Save').click();
    await other.page.getByText('The change is saved.').waitFor();
    await visitor.button('Save').click();
    const dialog = visitor.page.getByRole('dialog');
    await dialog.getByText('Somebody changed this message').waitFor();
    await dialog.getByText('The one before').waitFor();
    expect(await dialog.getByLabel('Your message').inputValue()).toBe('Mine');
    await visitor.button('Save').click();
    await visitor.page.getByText('The change is saved.').waitFor();
    await visitor.message('Mine').first().waitFor();
    await visitor.context.close();
  });

  itInBrowser('refuses a blank and a long text before it is sent', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    await visitor.write('   ');
    await visitor.page.getByText('Write something first.').waitFor();
    await visitor.page.getByLabel('Your message').fill('x'.repeat(4001));
    await visitor.page.getByText('1 character too many').waitFor();
    await visitor.button('Send').click();
    await visitor.page.getByText('Shorten the message').waitFor();
    await visitor.context.close();
  });

  itInBrowser('keeps the text over a session that has ended, and sends it after the login', async () => {
    const current = setting();
    const person = somebody();
    const visitor = await withClock(await current.running.visitor());
    await visitor.signUp(person);
    await visitor.button('Write a message').click();
    await visitor.page.getByLabel('Your message').fill('Written before the end');
    await current.running.system.admin('sessions', 'end', person.username);
    await expireAccess(current, visitor);
    await visitor.button('Send').click();
    const dialog = visitor.page.getByRole('dialog');
    await dialog.getByText('Your session has ended.').waitFor();
    expect(await dialog.getByLabel('Your message').inputValue()).toBe('Written before the end');
    await dialog.getByRole('button', { name: 'Log in' }).click();
    await visitor.fillIn(person);
    await dialog.waitFor();
    expect(await dialog.getByLabel('Your message').inputValue()).toBe('Written before the end');
    await visitor.button('Send').click();
    await visitor.page.getByText('The message is sent.').waitFor();
    expect(await visitor.message('Written before the end').count()).toBe(1);
    await visitor.context.close();
  });

  itInBrowser('goes on by itself when the access token has expired', async () => {
    const current = setting();
    const visitor = await withClock(await current.running.visitor());
    await visitor.signUp(somebody());
    await expireAccess(current, visitor);
    await visitor.post('After five minutes');
    await visitor.context.close();
  });

  itInBrowser('shows a text to nobody but its writer', async () => {
    const current = setting();
    const [ada, eve] = [somebody('Ada'), somebody('Eve')];
    const first = await current.running.visitor();
    await first.signUp(eve);
    await first.context.close();
    const visitor = await withClock(await current.running.visitor());
    await visitor.signUp(ada);
    await visitor.button('Write a message').click();
    await visitor.page.getByLabel('Your message').fill('A secret of Ada');
    await current.running.system.admin('sessions', 'end', ada.username);
    await expireAccess(current, visitor);
    await visitor.button('Send').click();
    await visitor.page.getByRole('dialog').getByRole('button', { name: 'Log in' }).click();
    await visitor.fillIn(eve);
    await visitor.isIn();
    await visitor.button('Write a message').click();
    expect(await visitor.page.getByLabel('Your message').inputValue()).toBe('');
    expect(await visitor.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('A secret');
    await visitor.context.close();
  });

  itInBrowser('sends no text of one person as another who has logged in before the next try', async () => {
    const { running } = setting();
    const [ada, eve] = [somebody('Ada'), somebody('Eve')];
    const first = await running.visitor();
    await first.signUp(eve);
    await first.context.close();
    const visitor = await running.visitor();
    await visitor.signUp(ada);
    await visitor.page.route('**/messages', (route) => route.fulfill({ status: 503, headers: { 'Retry-After': '9' } }));
    await visitor.write('A trial of Ada');
    await visitor.page.getByText('Trying again…').waitFor();
    const other = await visitor.tab();
    await other.button('Log out').click();
    await other.isOut();
    await other.signIn(eve);
    await visitor.page.unroute('**/messages');
    await visitor.page.locator('.sending').waitFor({ state: 'detached', timeout: 30_000 });
    await other.page.reload();
    await other.page.getByRole('article').or(other.page.getByText('There are no messages yet')).first().waitFor();
    expect(await other.message('A trial of Ada').count()).toBe(0);
    await visitor.context.close();
  });

  itInBrowser('shows no text to whoever loads a tab again after the log-out', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody('Ada'));
    await visitor.button('Write a message').click();
    await visitor.page.getByLabel('Your message').fill('A secret of Ada');
    const other = await visitor.tab('/account');
    // As a browser does that has discarded the tab: it is not there when its person logs out.
    const address = visitor.page.url();
    await visitor.goto('/icon.svg');
    await other.button('Log out').click();
    await other.isOut();
    await visitor.page.goto(address);
    await visitor.isOut();
    expect(await visitor.page.getByRole('dialog').count()).toBe(0);
    expect(await visitor.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('A secret');
    await visitor.context.close();
  });

  itInBrowser('lets a moderator change and delete what others wrote', async () => {
    const { running } = setting();
    const [author, moderator] = [somebody(), somebody('moderator')];
    const visitor = await running.visitor();
    await visitor.signUp(author);
    await visitor.post('Something rude');
    await visitor.post('Something else');
    const first = await running.visitor();
    await first.signUp(moderator);
    await running.system.admin('roles', 'set', moderator.username, 'user', 'moderator');
    // A role is in the next token.
    await first.button('Log out').click();
    await first.isOut();
    await first.signIn(moderator);
    await first.message('Something rude').first().getByRole('button', { name: 'Edit' }).click();
    await first.page.getByLabel('Your message').fill('Something polite');
    await first.button('Save').click();
    await first.page.getByText('The change is saved.').waitFor();
    await first.message('Something else').first().getByRole('button', { name: 'Delete' }).click();
    await first.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await first.page.getByText('The message is deleted.').waitFor();
    await visitor.page.reload();
    await visitor.message('Something polite').first().waitFor();
    expect(await visitor.message('Something else').count()).toBe(0);
    for (const { context } of [visitor, first]) await context.close();
  });

  itInBrowser('loads older messages', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    for (let index = 0; index < 21; index++) await visitor.post(`Number ${index} of many`);
    await visitor.page.reload();
    await visitor.message('Number 20 of many').first().waitFor();
    expect(await visitor.page.getByRole('article').count()).toBe(20);
    await visitor.button('Load more').click();
    await visitor.message('Number 0 of many').first().waitFor();
    await visitor.context.close();
  });
};
