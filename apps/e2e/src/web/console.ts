import { account, administrator, guest } from './administrators';
import { press, tabTo, type } from './keyboard';
import { itInBrowser, type PageTests } from './setting';
import { somebody, type Visitor } from './visitor';

const changedMeanwhile = 'Somebody else changed this in the meantime.';

/** The dialog that is open. */
const dialogOf = ({ page }: Visitor) => page.getByRole('alertdialog');

async function confirm(visitor: Visitor, action: string): Promise<void> {
  await dialogOf(visitor).getByRole('button', { name: action, exact: true }).click();
}

async function tell(visitor: Visitor, text: string): Promise<void> {
  await visitor.page.getByText(text).first().waitFor();
}

/** Opens the page of a user by the search. */
async function openUser(visitor: Visitor, username: string): Promise<void> {
  await visitor.goto('/console/users');
  await visitor.page.getByLabel('Search by username').fill(username);
  await visitor.page.getByRole('link', { name: username, exact: true }).click();
  await visitor.page.getByRole('heading', { name: username, level: 1 }).waitFor();
  await visitor.page.getByRole('checkbox', { name: 'user', exact: true }).waitFor();
}

async function addClient(visitor: Visitor, name: string): Promise<string> {
  await visitor.goto('/console/clients');
  await visitor.page.getByRole('link', { name: 'Add a client' }).click();
  await visitor.page.getByLabel('Name', { exact: true }).fill(name);
  await visitor.page.getByLabel('Redirect URIs', { exact: true }).fill('https://shop.example/callback');
  await visitor.button('Add a client').click();
  await confirm(visitor, 'Add a client');
  const secret = await visitor.page.getByLabel('Client secret').inputValue();
  await visitor.button('Done').click();
  await visitor.page.getByRole('heading', { name, level: 1 }).waitFor();
  return secret;
}

export const consoleTests: PageTests = (setting) => {
  itInBrowser('keeps the console from whoever is no administrator, also by its address', async () => {
    const { running } = setting();
    const visitor = await guest(running, await account(running, 'guest'));
    for (const path of ['/console', '/console/users', '/console/clients/new', '/console/audit?user=operator']) {
      await visitor.goto(path);
      await tell(visitor, 'Your account may not see this page.');
    }
    expect(await visitor.page.getByRole('navigation', { name: 'Console' }).count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
    const stranger = await running.visitor();
    await stranger.goto('/console/audit?user=operator');
    await tell(stranger, 'Log in to see this page.');
    for (const { context } of [visitor, stranger]) await context.close();
  });

  itInBrowser('leads to each part, and back to it after a login', async () => {
    const { running } = setting();
    const person = await account(running, 'root', 'admin');
    const visitor = await running.visitor();
    await visitor.goto('/console/audit?user=operator');
    await visitor.page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await visitor.fillIn(person);
    await visitor.page.waitForURL('**/console/audit?user=operator');
    await tell(visitor, 'Only events of Command line');
    await visitor.page.getByRole('link', { name: 'Console' }).click();
    await visitor.page.waitForURL('**/console/users');
    const parts = visitor.page.getByRole('navigation', { name: 'Console' });
    const content = visitor.page.getByRole('table').or(visitor.page.getByText('There are no clients yet.')).first();
    for (const [name, path] of [
      ['APIs and roles', '/console/apis'],
      ['Clients', '/console/clients'],
      ['Signing keys', '/console/keys'],
      ['Audit trail', '/console/audit'],
      ['Users', '/console/users'],
    ] as const) {
      await parts.getByRole('link', { name, exact: true }).click();
      await visitor.page.getByRole('heading', { name, level: 1 }).waitFor();
      await content.waitFor();
      expect(new URL(visitor.page.url()).pathname).toBe(path);
      expect(await parts.locator('[aria-current=page]').innerText()).toBe(name);
      await visitor.page.reload();
      await content.waitFor();
    }
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  itInBrowser('finds users by the beginning of their names, and keeps the search in the address', async () => {
    const { running } = setting();
    const { username } = await account(running, 'findme');
    const visitor = await administrator(running, '/console/users');
    const search = visitor.page.getByLabel('Search by username');
    await search.pressSequentially(username.slice(0, -1).toUpperCase());
    await visitor.page.waitForURL(/\?search=/);
    await visitor.page.getByRole('link', { name: username, exact: true }).waitFor();
    await visitor.page.reload();
    expect(await search.inputValue()).toBe(username.slice(0, -1).toUpperCase());
    await visitor.page.getByRole('link', { name: username, exact: true }).waitFor();
    expect(await visitor.page.getByRole('row').count()).toBe(2);
    await search.fill(`${username}-and-more`);
    await tell(visitor, 'No username begins with');
    await visitor.page.getByRole('link', { name: 'Users', exact: true }).click();
    await visitor.page.getByRole('table').waitFor();
    expect(await search.inputValue()).toBe('');
    await visitor.context.close();
  });

  itInBrowser('changes the roles of a user, who then has what they give', async () => {
    const { running } = setting();
    const person = await account(running, 'promoted');
    const visitor = await administrator(running);
    await openUser(visitor, person.username);
    await visitor.page.getByRole('checkbox', { name: 'admin', exact: true }).check();
    await visitor.button('Save the roles').click();
    expect(await dialogOf(visitor).innerText()).toMatch(/Added\s+admin/);
    await confirm(visitor, 'Cancel');
    expect(await visitor.page.getByRole('checkbox', { name: 'admin', exact: true }).isChecked()).toBe(true);
    await visitor.button('Save the roles').click();
    await confirm(visitor, 'Save the roles');
    await tell(visitor, 'The change is saved.');
    const again = await guest(running, person);
    await again.page.getByRole('link', { name: 'Console' }).click();
    await again.page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
    for (const { context } of [again, visitor]) await context.close();
  });

  itInBrowser(
    'says that another administrator was faster, keeps both changes, and saves at the second try',
    async () => {
      const { running } = setting();
      const { username } = await account(running, 'contested');
      const [first, second] = [await administrator(running), await administrator(running, '/console', 'other')];
      for (const visitor of [first, second]) await openUser(visitor, username);
      await second.page.getByRole('checkbox', { name: 'admin', exact: true }).check();
      await first.page.getByRole('checkbox', { name: 'moderator', exact: true }).check();
      await first.button('Save the roles').click();
      await confirm(first, 'Save the roles');
      await tell(first, 'The change is saved.');
      await second.button('Save the roles').click();
      await confirm(second, 'Save the roles');
      await dialogOf(second).getByText(changedMeanwhile).waitFor();
      // The newer state and the own pick.
      expect(await dialogOf(second).innerText()).toMatch(/Added\s+admin/);
      expect(await dialogOf(second).innerText()).not.toContain('Removed');
      await confirm(second, 'Save the roles');
      await tell(second, 'The change is saved.');
      await second.page.reload();
      for (const name of ['user', 'moderator', 'admin']) {
        await second.page.getByRole('checkbox', { name, exact: true, checked: true }).waitFor();
      }
      for (const { context } of [first, second]) await context.close();
    },
  );

  itInBrowser('disables an account, which ends its page, and enables it again', async () => {
    const { running } = setting();
    const person = await account(running, 'locked');
    const user = await guest(running, person);
    const visitor = await administrator(running);
    await openUser(visitor, person.username);
    await visitor.button('Disable the account').click();
    await confirm(visitor, 'Disable the account');
    await tell(visitor, 'The account is disabled.');
    await user.page.getByRole('link', { name: 'Account' }).click();
    await user.isOut();
    await user.page.getByRole('main').getByText('Your session has ended.').waitFor();
    await user.page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await user.fillIn(person);
    await user.page.getByRole('alert').getByText('disabled').waitFor();
    await visitor.button('Enable the account').click();
    await confirm(visitor, 'Enable the account');
    await tell(visitor, 'The account is enabled.');
    await user.fillIn(person);
    await user.isIn();
    for (const { context } of [user, visitor]) await context.close();
  });

  itInBrowser('resets a password, which is shown once and works', async () => {
    const { running } = setting();
    const person = await account(running, 'forgetful');
    const visitor = await administrator(running);
    await openUser(visitor, person.username);
    await visitor.button('Reset the password').click();
    await confirm(visitor, 'Reset the password');
    const password = await visitor.page.getByLabel('Password', { exact: true }).inputValue();
    expect(password).toMatch(/^[\w-]{24}$/);
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await visitor.button('Copy').click();
    await tell(visitor, 'Copied.');
    expect(await visitor.page.evaluate(() => navigator.clipboard.readText())).toBe(password);
    // Only its button closes it: the password is not told again.
    await visitor.page.keyboard.press('Escape');
    await visitor.page.mouse.click(5, 5);
    expect(await visitor.page.getByLabel('Password', { exact: true }).inputValue()).toBe(password);
    await visitor.button('Done').click();
    await dialogOf(visitor).waitFor({ state: 'detached' });
    expect(await visitor.page.content()).not.toContain(password);
    const user = await guest(running, { ...person, password });
    for (const { context } of [user, visitor]) await context.close();
  });

  itInBrowser('ends one session of a user, and then all', async () => {
    const { running } = setting();
    const person = await account(running, 'everywhere');
    const devices = [await guest(running, person), await guest(running, person)];
    const visitor = await administrator(running);
    await openUser(visitor, person.username);
    const sessions = visitor.page.getByRole('listitem');
    await sessions.nth(1).waitFor();
    expect(await sessions.count()).toBe(2);
    await sessions.first().getByRole('button', { name: 'End' }).click();
    await confirm(visitor, 'End');
    await tell(visitor, 'Ended.');
    expect(await sessions.count()).toBe(1);
    await visitor.button('End all').click();
    await confirm(visitor, 'End all');
    await tell(visitor, 'The user is not logged in anywhere.');
    for (const device of devices) {
      await device.page.reload();
      await device.isOut();
    }
    for (const { context } of [...devices, visitor]) await context.close();
  });

  itInBrowser('lets nobody disable or reset the own account', async () => {
    const { running } = setting();
    const person = await account(running, 'root', 'admin');
    const visitor = await guest(running, person);
    await openUser(visitor, person.username);
    await tell(visitor, 'This is your own account.');
    for (const name of ['Disable the account', 'Reset the password', 'End all']) {
      expect(await visitor.button(name).count()).toBe(0);
    }
    await visitor.context.close();
  });

  itInBrowser('says so when the role was removed a moment ago', async () => {
    const { running } = setting();
    const person = await account(running, 'former', 'admin');
    const other = await account(running, 'other');
    const visitor = await guest(running, person);
    await openUser(visitor, other.username);
    await visitor.page.getByRole('checkbox', { name: 'admin', exact: true }).check();
    await running.system.admin('roles', 'set', person.username, 'user');
    await visitor.button('Save the roles').click();
    await confirm(visitor, 'Save the roles');
    await dialogOf(visitor).getByText('You are not an administrator any more.').waitFor();
    await confirm(visitor, 'Cancel');
    await visitor.goto('/console/users');
    await visitor.page
      .getByText(/You are not an administrator any more|Your account may not see this page/)
      .first()
      .waitFor();
    await visitor.context.close();
  });

  itInBrowser('adds, describes and removes a role, and changes who may have a scope', async () => {
    const { running } = setting();
    const role = `editors-${Date.now().toString(36)}`;
    const visitor = await administrator(running, '/console/apis');
    await visitor.button('Add a role').click();
    await dialogOf(visitor).getByLabel('Name', { exact: true }).fill('Not a Name');
    await dialogOf(visitor).getByLabel('Description').fill('Change what others wrote.');
    await confirm(visitor, 'Add');
    await dialogOf(visitor).getByText('Must be 1 to 64 of a-z').waitFor();
    await dialogOf(visitor).getByLabel('Name', { exact: true }).fill(role);
    await confirm(visitor, 'Add');
    await tell(visitor, 'The change is saved.');
    const row = visitor.page.getByRole('row').filter({ hasText: role });
    await row.getByText('Change what others wrote.').waitFor();
    await visitor.button(`Change the role ${role}`).click();
    await dialogOf(visitor).getByLabel('Description').fill('Correct what others wrote.');
    await confirm(visitor, 'Save');
    await row.getByText('Correct what others wrote.').waitFor();

    const scope = visitor.page.getByRole('row').filter({ hasText: 'messages:moderate' });
    for (const isGiven of [true, false]) {
      await visitor.button('Change roles: messages:moderate').click();
      await dialogOf(visitor).getByRole('checkbox', { name: role }).setChecked(isGiven);
      expect(await dialogOf(visitor).innerText()).toMatch(new RegExp(`${isGiven ? 'Added' : 'Removed'}\\s+${role}`));
      await confirm(visitor, 'Save');
      await dialogOf(visitor).waitFor({ state: 'detached' });
      expect((await scope.innerText()).includes(role)).toBe(isGiven);
      if (!isGiven) break;
      await visitor.button(`Remove the role ${role}`).click();
      await confirm(visitor, 'Remove');
      await dialogOf(visitor).getByText('This is not possible.').waitFor();
      await confirm(visitor, 'Cancel');
    }
    await visitor.button(`Remove the role ${role}`).click();
    await confirm(visitor, 'Remove');
    await tell(visitor, 'Removed.');
    await row.waitFor({ state: 'detached' });
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  itInBrowser('repeats a change of the registry that came too late, and keeps what was typed', async () => {
    const { running } = setting();
    const name = `late-${Date.now().toString(36)}`;
    const [first, second] = [
      await administrator(running, '/console/apis'),
      await administrator(running, '/console/apis', 'other'),
    ];
    for (const [visitor, role] of [
      [second, `${name}-b`],
      [first, `${name}-a`],
    ] as const) {
      await visitor.button('Add a role').click();
      await dialogOf(visitor).getByLabel('Name', { exact: true }).fill(role);
      await dialogOf(visitor).getByLabel('Description').fill(`Of ${role}`);
    }
    await confirm(first, 'Add');
    await tell(first, 'The change is saved.');
    await confirm(second, 'Add');
    await dialogOf(second).getByText(changedMeanwhile).waitFor();
    expect(await dialogOf(second).getByLabel('Description').inputValue()).toBe(`Of ${name}-b`);
    await confirm(second, 'Add');
    await tell(second, 'The change is saved.');
    await second.page.getByText(`Of ${name}-a`).waitFor();
    await running.system.admin('roles', 'remove', `${name}-a`);
    await running.system.admin('roles', 'remove', `${name}-b`);
    for (const { context } of [first, second]) await context.close();
  });

  itInBrowser('adds a client whose secret is shown once, changes it, renews its secrets, and removes it', async () => {
    const { running } = setting();
    const visitor = await administrator(running, '/console/clients');
    const secret = await addClient(visitor, 'Shop');
    expect(secret).toMatch(/^[\w-]{32,}$/);
    const id = new URL(visitor.page.url()).pathname.split('/').at(-1) ?? '';
    await visitor.page.reload();
    await visitor.page.getByLabel('Redirect URIs', { exact: true }).waitFor();
    expect(await visitor.page.content()).not.toContain(secret);

    await visitor.page.getByLabel('Redirect URIs', { exact: true }).fill('no uri');
    await visitor.button('Save the settings').click();
    await confirm(visitor, 'Save the settings');
    await visitor.page.getByRole('alert').getByText('Check 1 field.').waitFor();
    await tell(visitor, 'Must be a URI');
    await visitor.page.getByLabel('Redirect URIs', { exact: true }).fill('https://shop.example/#a');
    await visitor.button('Save the settings').click();
    await confirm(visitor, 'Save the settings');
    await visitor.page.getByRole('alert').getByText('Redirect URIs have no fragment (#).').waitFor();
    await visitor.page
      .getByLabel('Redirect URIs', { exact: true })
      .fill('https://shop.example/a\nhttps://shop.example/b');
    await visitor.page.getByRole('checkbox', { name: 'Limit the client to some scopes' }).check();
    await visitor.page.getByRole('checkbox', { name: 'messages:read' }).check();
    await visitor.button('Save the settings').click();
    await dialogOf(visitor).getByText('https://shop.example/a, https://shop.example/b').waitFor();
    await confirm(visitor, 'Save the settings');
    await tell(visitor, 'The change is saved.');
    const told = await running.system.admin('clients', 'list');
    expect(told).toContain('https://shop.example/b');
    expect(told).toContain('messages:read');

    const secrets = visitor.page.getByRole('region', { name: 'Secrets' });
    for (const [action, count] of [
      ['Add a second secret', '2 secrets'],
      ['Replace at once', '1 secret'],
      ['Add a second secret', '2 secrets'],
      ['Remove the older secret', '1 secret'],
    ] as const) {
      await secrets.getByRole('button', { name: action }).click();
      await confirm(visitor, action);
      if (action !== 'Remove the older secret') {
        expect(await visitor.page.getByLabel('Client secret').inputValue()).not.toBe(secret);
        await visitor.button('Done').click();
      }
      await secrets.getByText(count, { exact: true }).waitFor();
    }
    await visitor.button('Remove the client').click();
    await confirm(visitor, 'Remove the client');
    await tell(visitor, 'The client is removed.');
    expect(new URL(visitor.page.url()).pathname).toBe('/console/clients');
    await visitor.page.getByText(/There are no clients yet|Clients by name/).waitFor();
    expect(await visitor.page.content()).not.toContain(id);
    await visitor.goto(`/console/clients/${id}`);
    await tell(visitor, 'This client is no longer there.');
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  itInBrowser('keeps what is typed about a client over a reload and over the change of somebody else', async () => {
    const { running } = setting();
    const first = await administrator(running, '/console/clients');
    await addClient(first, 'Contested shop');
    const path = new URL(first.page.url()).pathname;
    const second = await administrator(running, path, 'other');
    await second.page.getByLabel('Name', { exact: true }).fill('Better shop');
    await second.page.reload();
    expect(await second.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Better shop');
    await first.page.getByLabel('Redirect URIs', { exact: true }).fill('https://shop.example/new');
    await first.button('Save the settings').click();
    await confirm(first, 'Save the settings');
    await tell(first, 'The change is saved.');
    await second.button('Save the settings').click();
    await confirm(second, 'Save the settings');
    await dialogOf(second).getByText(changedMeanwhile).waitFor();
    await confirm(second, 'Save the settings');
    await tell(second, 'The change is saved.');
    await second.page.getByRole('heading', { name: 'Better shop', level: 1 }).waitFor();
    expect(await second.page.getByLabel('Redirect URIs', { exact: true }).inputValue()).toBe(
      'https://shop.example/new',
    );
    for (const { context } of [first, second]) await context.close();
  });

  itInBrowser('shows the signing keys, and the audit trail in words, also that of one user', async () => {
    const { running } = setting();
    const person = await account(running, 'watched');
    const refused = await running.visitor();
    await refused.goto('/');
    await refused.button('Log in').click();
    await refused.fillIn({ ...person, password: 'not the password' });
    await refused.page.getByRole('alert').waitFor();
    await refused.context.close();
    const visitor = await administrator(running, '/console/keys');
    await visitor.page.getByRole('row').filter({ hasText: 'RS256' }).getByText('Active').waitFor();
    await openUser(visitor, person.username);
    await visitor.page.getByRole('link', { name: 'What happened to this account' }).click();
    await visitor.page.waitForURL(/audit\?user=/);
    await tell(visitor, `Only events of ${person.username}`);
    const failed = visitor.page.getByRole('row').filter({ hasText: 'Failed' });
    await failed.getByText('wrong username or password').waitFor();
    expect(await failed.innerText()).toMatch(/Log-in/);
    await visitor.page.getByRole('row').filter({ hasText: 'Account created' }).waitFor();
    expect(await visitor.page.getByRole('row').count()).toBe(3);
    await visitor.page.getByRole('link', { name: 'Show all events' }).click();
    await visitor.page.getByLabel('Filter by username').fill(somebody().username);
    await visitor.button('Filter').click();
    await tell(visitor, 'There is no such user.');
    await visitor.page.getByLabel('Filter by username').fill(person.username.toUpperCase());
    await visitor.button('Filter').click();
    await tell(visitor, `Only events of ${person.username}`);
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  itInBrowser('loads more users and older events, and loses none', async () => {
    const { running } = setting();
    for (let count = 0; count < 3; count++) await account(running, 'many');
    const visitor = await administrator(running);
    await visitor.page.route(/limit=50/, (route) =>
      route.continue({ url: route.request().url().replace('limit=50', 'limit=2') }),
    );
    for (const path of ['/console/users?search=many', '/console/audit']) {
      await visitor.goto(path);
      await visitor.page.getByRole('table').waitFor();
      const rows = visitor.page.getByRole('row');
      expect(await rows.count()).toBe(3);
      await visitor.button('Load more').click();
      await rows.nth(3).waitFor();
      const texts = await rows.allInnerTexts();
      expect(new Set(texts).size).toBe(texts.length);
    }
    await visitor.context.close();
  });

  itInBrowser('says that the service is away, recovers by itself, and keeps what was picked', async () => {
    const { running } = setting();
    const { username } = await account(running, 'patient');
    const visitor = await administrator(running);
    await openUser(visitor, username);
    await visitor.page.getByRole('checkbox', { name: 'moderator', exact: true }).check();
    const pattern = /\/auth\/users\//;
    await visitor.page.route(pattern, (route) => route.fulfill({ status: 503, headers: { 'Retry-After': '1' } }));
    await visitor.button('Save the roles').click();
    await confirm(visitor, 'Save the roles');
    await dialogOf(visitor).getByText('The service does not answer.').waitFor();
    await visitor.page.unroute(pattern);
    await confirm(visitor, 'Save the roles');
    await tell(visitor, 'The change is saved.');
    await visitor.page.route(/\/auth\/audit/, (route) => route.abort('connectionrefused'));
    await visitor.goto('/console/audit');
    await visitor.page.getByRole('alert').getByText('The service does not answer.').waitFor();
    await visitor.page.unroute(/\/auth\/audit/);
    await visitor.page.getByRole('table').waitFor();
    expect(await visitor.page.getByRole('alert').count()).toBe(0);
    await visitor.context.close();
  });

  itInBrowser('is used by the keyboard alone', async () => {
    const { running } = setting();
    const { username } = await account(running, 'keys');
    const visitor = await administrator(running, '/');
    const { page } = visitor;
    await press(visitor, 'Console');
    await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
    await type(visitor, 'Search by username', username);
    await page.waitForURL(/search=/);
    await page.getByRole('link', { name: username, exact: true }).waitFor();
    await press(visitor, username);
    await page.getByRole('heading', { name: username, level: 1 }).waitFor();
    await page.getByRole('checkbox', { name: 'moderator', exact: true }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await tabTo(visitor, 'moderator');
    await page.keyboard.press('Space');
    await press(visitor, 'Save the roles');
    await dialogOf(visitor).waitFor();
    await page.keyboard.press('Escape');
    await dialogOf(visitor).waitFor({ state: 'detached' });
    // The focus is where it was.
    await page.keyboard.press('Enter');
    await dialogOf(visitor).waitFor();
    await press(visitor, 'Save the roles');
    await tell(visitor, 'The change is saved.');
    await press(visitor, 'Disable the account');
    await dialogOf(visitor).waitFor();
    await press(visitor, 'Disable the account');
    await tell(visitor, 'The account is disabled.');
    await visitor.context.close();
  });

  itInBrowser('speaks German in every part', async () => {
    const { running } = setting();
    const visitor = await administrator(running, '/console/users');
    await visitor.page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    const parts = visitor.page.getByRole('navigation', { name: 'Konsole' });
    for (const name of ['Benutzer', 'APIs und Rollen', 'Clients', 'Signaturschlüssel', 'Audit-Protokoll']) {
      await parts.getByRole('link', { name, exact: true }).click();
      await visitor.page.getByRole('heading', { name, level: 1 }).waitFor();
      await visitor.page
        .getByRole('main')
        .getByText(/nach|Dienstkarte|Programme|signieren|Ereignisse/)
        .first()
        .waitFor();
    }
    await visitor.context.close();
  });
};
