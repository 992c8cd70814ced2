import { decodeJwt } from 'jose';
import { authorizationRequest, formAction, redeem } from '../../testing/authorization';
import { Browser } from '../../testing/browser';
import { password, type RunningAuth, signUp, startAuth, type Tokens } from '../../testing/running-auth';

describe('prompt=create', () => {
  let auth: RunningAuth;
  let username: string;
  beforeAll(async () => {
    auth = await startAuth();
    username = await signUp(auth.origin);
  }, 60_000);
  afterAll(() => auth.stop());

  const visit = async (browser: Browser, prompt?: string) => {
    const request = authorizationRequest(auth.origin, { prompt });
    const { response, left } = await browser.navigate(request.url);
    return { request, left, page: left ? '' : await response.text() };
  };
  const userOf = async (left: URL | undefined, verifier: string) => {
    const answer = await redeem(auth.origin, left?.searchParams.get('code') ?? '', verifier);
    return decodeJwt(((await answer.json()) as Tokens).access_token)['username'];
  };

  it('is in the metadata', async () => {
    const metadata = await (await fetch(`${auth.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({ prompt_values_supported: ['none', 'login', 'consent', 'create'] });
  });

  it('shows the page for a new account first, and signs in whom it makes', async () => {
    const browser = new Browser(auth.origin);
    const { page, request } = await visit(browser, 'create');
    expect(page).toContain('<h1>Sign up</h1>');
    const name = `new${Date.now().toString(36)}`;
    const form = { username: name, password, name: 'New' };
    const { left } = await browser.submit(formAction(page, '/sign-up'), form);
    expect(await userOf(left, request.verifier)).toBe(name);
  });

  it('lets in who has an account already', async () => {
    const browser = new Browser(auth.origin);
    const { page, request } = await visit(browser, 'create');
    const [, link = ''] = /Have an account\? <a href="([^"]+)"/.exec(page) ?? [];
    const signIn = await (await browser.request(link)).text();
    const { left } = await browser.submit(formAction(signIn, '/login'), { username, password });
    expect(await userOf(left, request.verifier)).toBe(username);
  });

  it('is shown to who is signed in as well, and never to a frame', async () => {
    const browser = new Browser(auth.origin);
    const { page } = await visit(browser);
    await browser.submit(formAction(page, '/login'), { username, password });
    expect((await visit(browser, 'none')).left?.searchParams.has('code')).toBe(true);
    const { page: create } = await visit(browser, 'create');
    expect(create).toContain('<h1>Sign up</h1>');
    const { left } = await visit(browser, 'none create');
    expect(left?.searchParams.get('error')).toBe('invalid_request');
  });

  it('makes a second account for who is signed in', async () => {
    const browser = new Browser(auth.origin);
    const { page } = await visit(browser);
    await browser.submit(formAction(page, '/login'), { username, password });
    const { page: create, request } = await visit(browser, 'create');
    const name = `second${Date.now().toString(36)}`;
    const submitted = await browser.submit(formAction(create, '/sign-up'), {
      username: name,
      password,
      name: 'Second',
    });
    let { left } = submitted;
    if (!left) {
      // oidc-provider signs the first one out with a form that posts itself.
      const text = await submitted.response.text();
      const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
      const action = new URL(formAction(text, '/confirm')).pathname;
      ({ left } = await browser.submit(action, { xsrf, logout: 'yes' }));
    }
    expect(await userOf(left, request.verifier)).toBe(name);
  });
});
