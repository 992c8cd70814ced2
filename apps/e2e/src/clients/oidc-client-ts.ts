import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { workspaceRoot } from '@gatehouse/workspace';
import { type User, type UserManager, type UserManagerSettings } from 'oidc-client-ts';
import { type Browser, type Page } from 'playwright-core';
import { browserNeeded, launchBrowser } from '../browser';
import { itWith } from './installed';
import { type ClientTests, post, register, type Setting } from './setting';

const library = join(workspaceRoot, 'node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js');

/** The one that the page makes. */
declare const manager: UserManager;

/** An origin of its own, which serves one page under every path. */
async function servePage(settings: (origin: string) => Promise<UserManagerSettings>) {
  const script = await readFile(library, 'utf8');
  let page = '';
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', request.url === '/library.js' ? 'text/javascript' : 'text/html');
    response.end(request.url === '/library.js' ? script : page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const given = JSON.stringify(await settings(origin));
  page = `<!doctype html><script src="/library.js"></script><script>manager = new oidc.UserManager(${given})</script>`;
  return {
    origin,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function fillIn(page: Page, { person }: Setting): Promise<void> {
  await page.fill('input[name=username]', person.username);
  await page.fill('input[name=password]', person.password);
  await page.click('form[action$="/login"] button:not(.quiet)');
  await page.click('form[action$="/consent"] button:not(.quiet)');
}

export const oidcClientTs: ClientTests = (setting) => {
  itWith(
    browserNeeded,
    'oidc-client-ts in a browser signs in, loads userinfo, renews in silence and signs out',
    async () => {
      const { issuer, person, system } = setting();
      const app = await servePage(async (origin) => {
        const addresses = ['--redirect-uri', `${origin}/callback`, '--post-logout-redirect-uri', `${origin}/`];
        const { client_id } = await register(setting(), 'spa', ...addresses);
        return {
          authority: issuer,
          client_id,
          redirect_uri: `${origin}/callback`,
          post_logout_redirect_uri: `${origin}/`,
          scope: 'openid profile email offline_access messages:write',
          prompt: 'consent',
          loadUserInfo: true,
        };
      });
      let browser: Browser | undefined;
      try {
        browser = await launchBrowser();
        const page = await browser.newPage();
        await page.goto(app.origin);
        await page.evaluate(() => void manager.signinRedirect());
        await fillIn(page, setting());
        await page.waitForURL(`${app.origin}/callback**`);
        const first = await page.evaluate<User>('manager.signinCallback()');
        const { name, username, email } = person;
        expect(first.profile).toMatchObject({ name, preferred_username: username, email, email_verified: false });
        expect(first.scope).toBe('openid profile email offline_access messages:write');
        expect(await post(setting(), first.access_token)).toBe(201);

        const answer = page.waitForResponse(`${issuer}/oauth2/token`);
        const renewed = await page.evaluate<User>('manager.signinSilent()');
        expect(await (await answer).json()).toMatchObject({ id_token: renewed.id_token, scope: first.scope });
        expect(renewed.access_token).not.toBe(first.access_token);
        expect(renewed.refresh_token).not.toBe(first.refresh_token);
        expect(renewed.profile).toMatchObject({ name, email });
        expect(await post(setting(), renewed.access_token)).toBe(201);

        // A page of any origin finds out where the tokens of a service come from.
        const metadata = `${system.messages}/.well-known/oauth-protected-resource/messages`;
        const found = await page.evaluate(async (url) => {
          const answer = await fetch(url, { headers: { 'MCP-Protocol-Version': '2025-06-18' } });
          return (await answer.json()) as { authorization_servers: string[] };
        }, metadata);
        expect(found.authorization_servers).toEqual([issuer]);

        await page.evaluate(() => void manager.signoutRedirect());
        await page.click('button[name=logout][value=yes]');
        await page.waitForURL(`${app.origin}/**`);
        expect(await page.evaluate(() => manager.getUser())).toBeNull();
        await page.evaluate(() => void manager.signinRedirect());
        await page.waitForSelector('input[name=password]');
      } finally {
        await browser?.close();
        await app.stop();
      }
    },
  );
};
