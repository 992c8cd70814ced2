import { createHash, randomBytes } from 'node:crypto';
import { type Browser } from './browser';
import { password, postForm } from './running-auth';

export const redirectUri = 'http://localhost:3000/callback';

export interface AuthorizationRequest {
  readonly url: string;
  readonly verifier: string;
  readonly state: string;
}

/** An authorization request of the first-party client, with what the caller changes in it; undefined leaves a parameter out. */
export function authorizationRequest(
  origin: string,
  changes: Record<string, string | undefined> = {},
): AuthorizationRequest {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(8).toString('hex');
  const parameters: Record<string, string | undefined> = {
    client_id: 'gatehouse-web',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile email messages:read messages:write',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  };
  const url = new URL(`${origin}/auth/oauth2/authorize`);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return { url: url.href, verifier, state };
}

/** Walks the sign-in page to the redirect that leaves with the code. */
export async function signInForCode(
  browser: Browser,
  request: AuthorizationRequest,
  username: string,
): Promise<{ left: URL; code: string }> {
  const page = await browser.navigate(request.url);
  const action = formAction(await page.response.text(), '/login');
  const { left, response } = await browser.submit(action, { username, password });
  const code = left?.searchParams.get('code');
  if (!left || !code) throw new Error(`no code: ${response.status} ${left?.href ?? (await response.text())}`);
  return { left, code };
}

export function formAction(page: string, ending: string): string {
  const action = [...page.matchAll(/(?:form)?action="([^"]+)"/g)]
    .map(([, url]) => url ?? '')
    .find((url) => url.endsWith(ending));
  if (!action) throw new Error(`no form to ${ending}: ${page}`);
  return action.replaceAll('&amp;', '&');
}

export function redeem(origin: string, code: string, verifier: string, changes: Record<string, string> = {}) {
  return postForm(`${origin}/auth/oauth2/token`, {
    grant_type: 'authorization_code',
    client_id: 'gatehouse-web',
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
    ...changes,
  });
}
