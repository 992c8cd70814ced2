import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { itInBrowser, type PageTests } from './setting';
import { somebody } from './visitor';

/** A page of somebody else: 127.0.0.1 is another site than localhost. */
async function attackersPage(content: string) {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>Cats</title>${content}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

export const attacks: PageTests = (setting) => {
  itInBrowser('lets the page of another site neither post nor read', async () => {
    const visitor = await setting().running.visitor();
    await visitor.signUp(somebody());
    const attacker = await attackersPage(`
      <form method="post" enctype="text/plain" action="${visitor.origin}/messages">
        <input name='{"text":"forged by a form","x":"' value='"}' />
      </form>
      <iframe src="${visitor.origin}/"></iframe>`);
    try {
      const other = await visitor.context.newPage();
      await other.goto(attacker.url);
      const { origin } = visitor;
      const results = await other.evaluate(async (target) => {
        const init = { credentials: 'include' } as const;
        const outcome = (answer: Promise<Response>) =>
          answer.then(
            async (response) => `${response.type} ${response.status} ${await response.text()}`,
            () => 'refused',
          );
        const headers = { 'Content-Type': 'application/json' };
        const body = JSON.stringify({ text: 'forged by a script' });
        return Promise.all([
          outcome(fetch(`${target}/auth/me`, init)),
          outcome(fetch(`${target}/messages/mine`, init)),
          outcome(fetch(`${target}/messages`, { ...init, method: 'POST', headers, body })),
          outcome(fetch(`${target}/messages`, { ...init, method: 'POST', mode: 'no-cors', body })),
          outcome(fetch(`${target}/auth/oauth2/token`, { ...init, method: 'POST', mode: 'no-cors', body })),
          outcome(fetch(`${target}/auth/logout`, { ...init, method: 'POST', mode: 'no-cors' })),
        ]);
      }, origin);
      // An opaque answer tells nothing, not even its status.
      for (const result of results) expect(result).toMatch(/^(refused|opaque 0 )$/);
      await other.evaluate(() => document.querySelector('form')?.submit());
      await other.waitForLoadState();
      const framed = await visitor.context.newPage();
      await framed.goto(attacker.url);
      expect(framed.frames()[1]?.url()).not.toContain(origin);
      await visitor.page.reload();
      await visitor.isIn();
      expect(await visitor.message('forged').count()).toBe(0);
    } finally {
      await attacker.stop();
      await visitor.context.close();
    }
  });

  itInBrowser('says in its policy what a page may do, and breaks none of it', async () => {
    const visitor = await setting().running.visitor();
    const answer = await visitor.goto('/');
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|\*|https?:(\s|;|$)/);
    const stopped = await visitor.page.evaluate(async () => {
      const attempt = (work: () => unknown) => {
        try {
          work();
          return 'done';
        } catch {
          return 'stopped';
        }
      };
      const element = document.createElement('div');
      const inline = document.createElement('script');
      return [
        attempt(() => (element.innerHTML = '<b>x</b>')),
        attempt(() => (inline.textContent = 'window.ran = 1')),
        // A test may use eval, so it is tried when the test has returned.
        await new Promise((resolve) => setTimeout(() => resolve(attempt(() => globalThis.eval('1') as unknown)))),
      ];
    });
    expect(stopped).toEqual(['stopped', 'stopped', 'stopped']);
    await visitor.context.close();
  });

  itInBrowser('leaves no token in any storage or address', async () => {
    const visitor = await setting().running.visitor();
    const addresses: string[] = [];
    visitor.page.on('framenavigated', (frame) => addresses.push(frame.url()));
    await visitor.signUp(somebody());
    await visitor.post('With a token somewhere');
    await visitor.page.reload();
    await visitor.isIn();
    const kept = await visitor.page.evaluate(async () => {
      const databases = await indexedDB.databases();
      const contents = await Promise.all(
        databases.map(
          ({ name = '' }) =>
            new Promise<string>((resolve) => {
              const opening = indexedDB.open(name);
              opening.onsuccess = () => {
                const stores = [...opening.result.objectStoreNames];
                if (stores.length === 0) return resolve('');
                const transaction = opening.result.transaction(stores);
                const all = stores.map((store) => transaction.objectStore(store).getAll());
                transaction.oncomplete = () => resolve(JSON.stringify(all.map(({ result }) => result as unknown)));
              };
            }),
        ),
      );
      return [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage), ...contents].join('\n');
    });
    // A JWT, or an opaque refresh token of the server.
    expect(kept).not.toMatch(/eyJ[\w-]{10,}\./);
    expect(kept).not.toMatch(/refresh_token|access_token/);
    expect(addresses.join('\n')).not.toMatch(/eyJ[\w-]{10,}\.|access_token/);
    await visitor.context.close();
  });

  itInBrowser('in cookie mode lets a script in the page read no token, whatever it tries', async () => {
    const { running, kind } = setting();
    if (kind !== 'cookies') return;
    const visitor = await running.visitor();
    await visitor.signUp(somebody());
    const { origin } = visitor;
    const issuer = `${running.system.auth}/auth`;
    const loot = await visitor.page.evaluate(
      async ({ origin, issuer }) => {
        const found: string[] = [document.cookie];
        const base64url = (bytes: ArrayBuffer) =>
          btoa(String.fromCharCode(...new Uint8Array(bytes)))
            .replaceAll('+', '-')
            .replaceAll('/', '_')
            .replaceAll('=', '');
        const verifier = 'a'.repeat(64);
        const challenge = base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
        const keep = async (work: () => Promise<Response>) => {
          try {
            const answer = await work();
            found.push(await answer.text(), JSON.stringify([...answer.headers]));
          } catch {
            // Refused by the browser.
          }
        };
        const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
        for (const token of [`${origin}/auth/oauth2/token`, `${issuer}/oauth2/token`]) {
          await keep(() => fetch(token, form({ grant_type: 'refresh_token', client_id: 'gatehouse-web' })));
          // A code of its own, by the session of the person, in a frame that it can read.
          for (const redirectUri of [`${origin}/callback`, `${origin}/silent`]) {
            const query = new URLSearchParams({
              client_id: 'gatehouse-web',
              response_type: 'code',
              redirect_uri: redirectUri,
              scope: 'openid profile messages:write offline_access',
              prompt: 'none',
              state: 'x',
              code_challenge: challenge,
              code_challenge_method: 'S256',
            });
            const code = await new Promise<string>((resolve) => {
              const frame = document.createElement('iframe');
              const look = () => {
                try {
                  const address = frame.contentWindow?.location.href ?? '';
                  const code = new URL(address).searchParams.get('code');
                  if (code !== null) resolve(code);
                } catch {
                  // Of another origin still.
                }
              };
              const timer = setInterval(look, 5);
              setTimeout(() => {
                clearInterval(timer);
                resolve('');
              }, 3000);
              frame.src = `${issuer}/oauth2/authorize?${query.toString()}`;
              document.body.append(frame);
            });
            if (code === '') continue;
            found.push('a code was read');
            const fields = { grant_type: 'authorization_code', client_id: 'gatehouse-web', code };
            await keep(() => fetch(token, form({ ...fields, redirect_uri: redirectUri, code_verifier: verifier })));
          }
        }
        for (const path of ['/auth/me', '/auth/sessions', '/auth/sessions/current', '/auth/oauth2/userinfo']) {
          await keep(() => fetch(origin + path));
        }
        found.push(document.cookie);
        return found.join('\n');
      },
      { origin, issuer },
    );
    const cookies = await visitor.context.cookies();
    const secrets = cookies.filter(({ httpOnly }) => httpOnly).map(({ value }) => value);
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of secrets) expect(loot).not.toContain(secret);
    expect(loot).not.toMatch(/eyJ[\w-]{10,}\./);
    expect(loot).not.toMatch(/"(access|refresh|id)_token"/);
    await visitor.context.close();
  });
};
