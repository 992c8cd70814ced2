import { authorizationRequest, formAction, redeem, redirectUri, signInForCode } from '../testing/authorization';
import { Browser } from '../testing/browser';
import { password, postForm, type RunningAuth, signUp, startAuth, type Tokens } from '../testing/running-auth';

describe('Authorization requests', () => {
  let auth: RunningAuth;
  beforeAll(async () => {
    auth = await startAuth();
  }, 60_000);
  afterAll(() => auth.stop());

  const errorOf = (left: URL | undefined) => [left?.origin, left?.searchParams.get('error')];
  const clientOrigin = new URL(redirectUri).origin;

  it.each([undefined, '', 'offline_access'])(
    'without a scope that can be granted (%j) get invalid_scope before anyone signs in',
    async (scope) => {
      const { url } = authorizationRequest(auth.origin, { scope });
      const { left } = await new Browser(auth.origin).navigate(url);
      expect(errorOf(left)).toEqual([clientOrigin, 'invalid_scope']);
    },
  );

  it('without a scope are refused where they are pushed, too', async () => {
    const { searchParams } = new URL(authorizationRequest(auth.origin, { scope: undefined }).url);
    const answer = await postForm(`${auth.origin}/auth/oauth2/par`, Object.fromEntries(searchParams));
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_scope' })]);
  });

  it('without a scope for a resource get invalid_scope as well', async () => {
    const { url } = authorizationRequest(auth.origin, { scope: undefined, resource: 'urn:gatehouse:api' });
    const { left } = await new Browser(auth.origin).navigate(url);
    expect(errorOf(left)).toEqual([clientOrigin, 'invalid_scope']);
  });

  describe('with an id_token_hint', () => {
    let hint: string;
    let hinted: string;
    beforeAll(async () => {
      hinted = await signUp(auth.origin);
      const request = authorizationRequest(auth.origin, { scope: 'openid' });
      const { code } = await signInForCode(new Browser(auth.origin), request, hinted);
      hint = ((await (await redeem(auth.origin, code, request.verifier)).json()) as Tokens).id_token;
    });

    const signInAs = async (username: string, browser = new Browser(auth.origin)) => {
      const request = authorizationRequest(auth.origin, { scope: 'openid', id_token_hint: hint });
      const page = await (await browser.navigate(request.url)).response.text();
      return (await browser.submit(formAction(page, '/login'), { username, password })).left;
    };

    it('give a code to the person whom it names', async () => {
      expect((await signInAs(hinted))?.searchParams.get('code')).toEqual(expect.any(String));
    });

    it('give an error where another person signs in', async () => {
      expect(errorOf(await signInAs(await signUp(auth.origin)))).toEqual([clientOrigin, 'login_required']);
    });

    it('give an error where another person is signed in, and the hinted one is not there', async () => {
      const browser = new Browser(auth.origin);
      const other = await signUp(auth.origin);
      await signInForCode(browser, authorizationRequest(auth.origin, { scope: 'openid' }), other);
      expect(errorOf(await signInAs(other, browser))).toEqual([clientOrigin, 'login_required']);
    });
  });
});
