import { type PageTests, itInBrowser } from './setting';
import { somebody } from './visitor';

export const members: PageTests = (setting) => {
  itInBrowser('signs up, posts, and is still there after a reload', async () => {
    const visitor = await setting().running.visitor();
    const person = somebody('Ada');
    await visitor.signUp(person);
    await visitor.post('Hello from a page');
    await visitor.page.reload();
    await visitor.isIn();
    await visitor.message('Hello from a page').first().waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe('/');
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  itInBrowser('shows the way in to strangers, and the person to whoever is logged in', async () => {
    const visitor = await setting().running.visitor();
    await visitor.goto('/');
    await visitor.isOut();
    expect(await visitor.button('Write a message').count()).toBe(0);
    expect(await visitor.page.getByRole('link', { name: 'Account' }).count()).toBe(0);
    const person = somebody('Grace');
    await visitor.signUp(person);
    expect(await visitor.page.getByRole('banner').innerText()).toContain('Grace');
    expect(await visitor.page.getByRole('link', { name: 'Console' }).count()).toBe(0);
    await visitor.context.close();
  });

  itInBrowser('is logged in in a second tab, and logs out in all tabs within a second', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    const tabs = [await visitor.tab(), await visitor.tab('/account')];
    for (const tab of tabs) await tab.isIn();
    await tabs[0]?.post('From the second tab');
    await visitor.message('From the second tab').first().waitFor();
    await visitor.button('Log out').click();
    await Promise.all([...tabs, visitor].map((tab) => tab.isOut(1000)));
    await visitor.page.reload();
    await visitor.isOut();
    expect([visitor, ...tabs].flatMap(({ complaints }) => complaints)).toEqual([]);
    await visitor.context.close();
  });

  itInBrowser('returns to the page that it left for the login', async () => {
    const { running } = setting();
    const person = somebody();
    const first = await running.visitor();
    await first.signUp(person);
    await first.context.close();
    const visitor = await running.visitor();
    await visitor.goto('/account');
    await visitor.page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await visitor.fillIn(person);
    await visitor.page.waitForURL('**/account');
    await visitor.page.getByLabel('E-mail address').waitFor();
    await visitor.context.close();
  });

  itInBrowser('says that a password is wrong, and how long to wait after too many', async () => {
    const { running } = setting();
    const person = somebody();
    const first = await running.visitor();
    await first.signUp(person);
    await first.context.close();
    const visitor = await running.visitor();
    await visitor.goto('/');
    await visitor.button('Log in').click();
    const alert = visitor.page.getByRole('alert');
    await visitor.fillIn({ ...person, password: 'not the password' });
    expect(await alert.innerText()).toContain('The username or the password is wrong.');
    for (let tries = 0; tries < 12 && !/too many/i.test(await alert.innerText()); tries++) {
      await visitor.fillIn({ ...person, password: 'not the password' });
    }
    expect(await alert.innerText()).toMatch(/too many attempts\. Try again in \d+ (seconds?|minutes)\./i);
    await visitor.context.close();
  });

  itInBrowser('goes back to the page when the login is cancelled', async () => {
    const visitor = await setting().running.visitor();
    await visitor.goto('/');
    await visitor.button('Log in').click();
    await visitor.button('Cancel').click();
    await visitor.isOut();
    expect(await visitor.page.getByRole('alert').innerText()).toContain('You did not log in.');
    await visitor.context.close();
  });

  itInBrowser('changes the profile, and ends other sessions', async () => {
    const { running } = setting();
    const person = somebody();
    const first = await running.visitor();
    await first.signUp(person);
    const other = await running.visitor();
    await other.signIn(person);
    await first.goto('/account');
    await first.page.getByLabel('Name', { exact: true }).fill('Countess');
    await first.page.getByLabel('E-mail address').fill('not an address');
    await first.button('Save the profile').click();
    await first.page.getByText('must be an e-mail address').waitFor();
    await first.page.getByLabel('E-mail address').fill('countess@example.com');
    await first.button('Save the profile').click();
    await first.page.getByText('The profile is saved.').waitFor();
    await first.button('End all others').click();
    await first.page.getByRole('alertdialog').getByRole('button', { name: 'End all others' }).click();
    await first.page.getByText('There are no other sessions.').waitFor();
    await other.page.reload();
    await other.isOut();
    await first.page.reload();
    await first.isIn();
    expect(await first.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Countess');
    for (const { context } of [first, other]) await context.close();
  });

  itInBrowser('changes the password, which logs out everywhere', async () => {
    const { running } = setting();
    const person = somebody();
    const visitor = await running.visitor();
    await visitor.signUp(person);
    await visitor.goto('/account');
    await visitor.page.getByLabel('Current password').fill('not the password');
    await visitor.page.getByLabel('New password').fill('another fine long password');
    await visitor.button('Change the password').click();
    await visitor.page.getByText('The current password is wrong.').waitFor();
    await visitor.page.getByLabel('Current password').fill(person.password);
    await visitor.button('Change the password').click();
    await visitor.isOut();
    await visitor.signIn({ ...person, password: 'another fine long password' });
    await visitor.context.close();
  });
};
