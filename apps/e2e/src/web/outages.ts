import { type Route } from 'playwright-core';
import { itInBrowser, type PageTests } from './setting';
import { somebody, type Visitor } from './visitor';

const feed = /\/messages(\?.*)?$/;

/** What the network or the service does instead of answering. */
const outages: readonly (readonly [string, (route: Route) => Promise<void>])[] = [
  ['is down', (route) => route.abort('connectionrefused')],
  ['answers 503', (route) => route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, body: 'busy' })],
  ['is behind a proxy that answers 502', (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' })],
];

/** Makes the service do so until the returned function is called. */
async function during(visitor: Visitor, answer: (route: Route) => Promise<void>): Promise<() => Promise<void>> {
  await visitor.page.route(feed, answer);
  return () => visitor.page.unroute(feed);
}

/** The service that the page reads and writes. */
export const feedOutages: PageTests = (setting) => {
  for (const [what, answer] of outages) {
    itInBrowser(`says that the service ${what}, and recovers by itself`, async () => {
      const visitor = await setting().running.visitor();
      await visitor.goto('/');
      await visitor.isOut();
      const end = await during(visitor, answer);
      await visitor.page.reload();
      await visitor.page.getByRole('alert').getByText('The service does not answer.').waitFor();
      await end();
      await visitor.page.getByRole('alert').waitFor({ state: 'detached' });
      await visitor.page
        .getByText(/There are no messages yet|ago|now/)
        .first()
        .waitFor();
      await visitor.context.close();
    });

    itInBrowser(`sends by itself, once, a text that was written while the service ${what}`, async () => {
      const visitor = await setting().running.visitor();
      await visitor.signUp(somebody());
      const end = await during(visitor, answer);
      const text = `Through an outage ${what}`;
      await visitor.write(text);
      await visitor.page.getByText('The service does not answer. Trying again…').waitFor();
      await visitor.message(text).first().waitFor();
      await end();
      await visitor.page.getByText('The message is sent.').waitFor();
      await visitor.page.reload();
      await visitor.message(text).first().waitFor();
      expect(await visitor.message(text).count()).toBe(1);
      await visitor.context.close();
    });
  }

  itInBrowser('keeps the text, and sends it once, where the answer was lost and the page was reloaded', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    // The message arrives, and nobody hears of it.
    const end = await during(visitor, async (route) => {
      if (route.request().method() === 'POST') await route.fetch();
      await route.abort('connectionreset');
    });
    await visitor.write('Twice sent, once there');
    await visitor.page.getByText('Trying again…').waitFor();
    await end();
    await visitor.page.getByText('The message is sent.').waitFor();
    await visitor.page.reload();
    await visitor.message('Twice sent, once there').first().waitFor();
    expect(await visitor.message('Twice sent, once there').count()).toBe(1);
    await visitor.context.close();
  });

  itInBrowser('says that the service is slow, and shows what it answers in the end', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    await visitor.post('Worth the wait');
    const end = await during(visitor, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await route.continue();
    });
    await visitor.page.reload();
    await visitor.page.getByText('The service is slow.').waitFor();
    await visitor.message('Worth the wait').first().waitFor();
    await end();
    await visitor.context.close();
  });

  itInBrowser('says that the browser is offline, keeps what is typed, and goes on afterwards', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    await visitor.button('Write a message').click();
    await visitor.page.getByLabel('Your message').fill('Typed in a tunnel');
    await visitor.context.setOffline(true);
    await visitor.button('Send').click();
    await visitor.page.getByText('Trying again…').waitFor();
    await visitor.context.setOffline(false);
    await visitor.page.getByText('The message is sent.').waitFor();
    await visitor.context.close();
  });

  itInBrowser('says that it cannot open the dialog to write, and opens it afterwards', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    const dialog = '**/assets/write-dialog-*';
    await visitor.page.route(dialog, (route) => route.abort('internetdisconnected'));
    await visitor.button('Write a message').click();
    await visitor.page.getByText('The service does not answer. Please try again.').waitFor();
    await visitor.page.unroute(dialog);
    await visitor.post('After the tunnel');
    await visitor.message('After the tunnel').first().waitFor();
    await visitor.context.close();
  });
};

/** The authorization server. */
export const signInOutages: PageTests = (setting) => {
  itInBrowser('keeps a person logged in while the authorization server is away', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    await visitor.page.route('**/auth/**', (route) => route.fulfill({ status: 503, body: '' }));
    await visitor.goto('/account');
    await visitor.page.getByRole('alert').first().waitFor();
    await visitor.page.unroute('**/auth/**');
    await visitor.page.getByLabel('E-mail address').waitFor();
    await visitor.isIn();
    await visitor.context.close();
  });
};
