import { expireAccess, itInBrowser, type PageTests, withClock } from './setting';
import { somebody, type Visitor } from './visitor';

const manyTabs = 20;

export const tabTests: PageTests = (setting) => {
  itInBrowser(`renews the session once for ${manyTabs} tabs whose token has expired`, async () => {
    const current = setting();
    const first = await withClock(await current.running.visitor());
    await first.signUp(somebody());
    const tabs: Visitor[] = [first];
    while (tabs.length < manyTabs) {
      const tab = await withClock(await first.newTab());
      await tab.goto('/');
      tabs.push(tab);
    }
    for (const tab of tabs) await tab.isIn();
    let renewals = 0;
    first.context.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/oauth2/token')) renewals++;
    });
    for (const tab of tabs) await expireAccess(current, tab);
    await Promise.all(tabs.map(({ page }) => page.getByRole('link', { name: 'Account' }).click()));
    for (const { page } of tabs) await page.getByLabel('E-mail address').waitFor();
    expect(renewals).toBe(1);
    expect(tabs.flatMap(({ complaints }) => complaints)).toEqual([]);
    await first.context.close();
  });

  itInBrowser('becomes the page of whoever logs in in another tab', async () => {
    const { running } = setting();
    const [ada, eve] = [somebody('Ada'), somebody('Eve')];
    const stranger = await running.visitor();
    await stranger.signUp(eve);
    await stranger.context.close();
    const visitor = await running.visitor();
    await visitor.signUp(ada);
    await visitor.goto('/account');
    await visitor.page.getByLabel('Name', { exact: true }).waitFor();
    const other = await visitor.tab();
    await other.button('Log out').click();
    await other.isOut();
    await visitor.isOut();
    await other.signIn(eve);
    await visitor.isIn();
    const profile = visitor.page.getByRole('region', { name: 'Profile' });
    await profile.getByText(eve.username).waitFor();
    expect(await visitor.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Eve');
    expect(await visitor.page.getByText(ada.username).count()).toBe(0);
    await visitor.context.close();
  });

  itInBrowser('hears of messages although the tab that listens for all has stopped', async () => {
    const { running } = setting();
    const author = await running.visitor();
    await author.signUp(somebody());
    const listening = await running.visitor();
    await listening.goto('/');
    await listening.isOut();
    const reader = await listening.tab();
    await reader.isOut();
    await author.post('While all listen');
    for (const tab of [listening, reader]) await tab.message('While all listen').first().waitFor();
    // As good as frozen: it runs no script, and keeps its lock.
    const debug = await listening.context.newCDPSession(listening.page);
    await debug.send('Debugger.enable');
    const paused = new Promise((resolve) => debug.once('Debugger.paused', resolve));
    await debug.send('Debugger.pause');
    listening.page.evaluate('0').catch(() => undefined);
    await paused;
    await author.post('While one has stopped');
    await reader.message('While one has stopped').first().waitFor({ timeout: 40_000 });
    await debug.send('Debugger.disable');
    await author.post('While all listen again');
    for (const tab of [listening, reader]) await tab.message('While all listen again').first().waitFor();
    await listening.message('While one has stopped').first().waitFor();
    expect([listening, reader].flatMap(({ complaints }) => complaints)).toEqual([]);
    for (const { context } of [author, listening]) await context.close();
  });
};
