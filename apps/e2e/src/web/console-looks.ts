import { account } from './administrators';
import { type RunningPage } from './running-page';
import { type Visitor } from './visitor';

interface Looker {
  readonly visitor: Visitor;
  readonly running: RunningPage;
}

/** What an administrator finds in the console that is looked at. */
export async function furnish(running: RunningPage): Promise<void> {
  const { admin } = running.system;
  await account(running, 'grace', 'moderator');
  const { username } = await account(running, 'mallory');
  await admin('users', 'disable', username);
  await account(running, 'an-unusually-long-username-of-somebody-');
  await admin('roles', 'add', 'support', 'Helps customers, and reads what they wrote.');
  const uris = ['--redirect-uri', 'https://shop.example/callback'];
  await admin('clients', 'add', '--name', 'Shop', '--kind', 'web', ...uris);
  await admin('clients', 'add', '--name', 'Nightly report', '--kind', 'service');
}

async function open({ visitor }: Looker, path: string, text: string): Promise<void> {
  await visitor.goto(path);
  await visitor.page.getByText(text).first().waitFor();
}

async function openUser(looker: Looker, name: string): Promise<void> {
  const { visitor } = looker;
  await open(looker, `/console/users?search=${name}`, 'Users by username');
  await visitor.page
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await visitor.page.getByRole('checkbox').first().waitFor();
  await visitor.page.getByText(/End all|not logged in anywhere|own sessions/).waitFor();
}

async function openClient(looker: Looker, name: string): Promise<void> {
  await open(looker, '/console/clients', 'Clients by name');
  await looker.visitor.page.getByRole('link', { name }).click();
  await looker.visitor.page.getByRole('checkbox', { name: 'Limit the client' }).waitFor();
}

/** Every page and dialog of the console, and how it is reached. */
export const consolePages: Record<string, (looker: Looker) => Promise<void>> = {
  users: (looker) => open(looker, '/console/users', 'Users by username'),
  'users-not-found': (looker) => open(looker, '/console/users?search=zzz', 'No username begins with'),
  'users-down': async (looker) => {
    await looker.visitor.page.route(/\/auth\/users/, (route) => route.fulfill({ status: 503 }));
    await open(looker, '/console/users', 'The service does not answer.');
  },
  user: (looker) => openUser(looker, 'grace'),
  'user-disabled': (looker) => openUser(looker, 'mallory'),
  'user-own': (looker) => openUser(looker, 'Ada'),
  'user-roles': async (looker) => {
    await openUser(looker, 'grace');
    await looker.visitor.page.getByRole('checkbox', { name: 'admin' }).check();
    await looker.visitor.page.getByRole('checkbox', { name: 'moderator' }).uncheck();
    await looker.visitor.button('Save the roles').click();
    await looker.visitor.page.getByRole('alertdialog').waitFor();
  },
  'user-password': async (looker) => {
    await openUser(looker, 'grace');
    await looker.visitor.button('Reset the password').click();
    await looker.visitor.page.getByRole('alertdialog').getByRole('button', { name: 'Reset' }).click();
    await looker.visitor.button('Done').waitFor();
  },
  registry: async (looker) => {
    await open(looker, '/console/apis', 'Scopes of');
    await looker.visitor.button('Add a role').waitFor();
  },
  'registry-scope': async (looker) => {
    await open(looker, '/console/apis', 'Scopes of');
    await looker.visitor.button('Change roles: apis:manage').click();
    await looker.visitor.page.getByRole('checkbox', { name: 'support' }).check();
    await looker.visitor.page.getByRole('checkbox', { name: 'admin' }).uncheck();
  },
  'registry-role': async (looker) => {
    await open(looker, '/console/apis', 'Add a role');
    await looker.visitor.button('Add a role').click();
    await looker.visitor.page.getByLabel('Name', { exact: true }).fill('support');
    await looker.visitor.page.getByText('There is such a role already.').waitFor();
  },
  clients: (looker) => open(looker, '/console/clients', 'Clients by name'),
  'client-new': (looker) => open(looker, '/console/clients/new', 'Limit the client'),
  'client-refused': async (looker) => {
    await open(looker, '/console/clients/new', 'Limit the client');
    await looker.visitor.page.getByText('More settings').click();
    await looker.visitor.page.getByRole('checkbox', { name: 'Limit the client' }).check();
    await looker.visitor.page.getByLabel('Audience').fill('no address');
    await looker.visitor.button('Add a client').click();
    await looker.visitor.page.getByRole('alertdialog').getByRole('button', { name: 'Add a client' }).click();
    await looker.visitor.page.getByRole('alert').waitFor();
  },
  client: (looker) => openClient(looker, 'Shop'),
  'client-change': async (looker) => {
    await openClient(looker, 'Shop');
    await looker.visitor.page.getByLabel('Name', { exact: true }).fill('Better shop');
    await looker.visitor.page.getByRole('checkbox', { name: 'Limit the client' }).check();
    await looker.visitor.page.getByRole('checkbox', { name: 'messages:read' }).check();
    await looker.visitor.button('Save the settings').click();
    await looker.visitor.page.getByRole('alertdialog').waitFor();
  },
  'client-secret': async (looker) => {
    await openClient(looker, 'Shop');
    await looker.visitor.button('Replace at once').click();
    await looker.visitor.page.getByRole('alertdialog').getByRole('button', { name: 'Replace at once' }).click();
    await looker.visitor.button('Done').waitFor();
  },
  keys: (looker) => open(looker, '/console/keys', 'RS256'),
  audit: (looker) => open(looker, '/console/audit', 'Events, newest first'),
  'audit-of-operator': (looker) => open(looker, '/console/audit?user=operator', 'Events, newest first'),
  // The language stays chosen from here on.
  'audit-in-german': async (looker) => {
    await open(looker, '/console/audit', 'Events, newest first');
    await looker.visitor.page.getByRole('combobox').selectOption('de');
    await looker.visitor.page.getByText('Ereignisse, die neuesten zuerst').waitFor();
  },
  'registry-in-german': (looker) => open(looker, '/console/apis', 'Rollen, die Benutzer haben können'),
  'client-in-german': (looker) => open(looker, '/console/clients/new', 'Den Client auf einige Scopes beschränken'),
};
