import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type AuthorizationCode, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { webClientId } from '../../first-party/first-party';
import { cookiesOf, forgetTokenCookies, refreshTokenCookie, setTokenCookies } from './token-cookies';

/** What the types leave out. */
type BoundCode = AuthorizationCode & { readonly sessionUid?: string };

interface Destroyable {
  readonly destroyed?: boolean;
}

interface TokenAnswer {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope?: string;
}

/**
 * Keeps the tokens of the web app in cookies that its scripts cannot read:
 * 1. A code of the web app is redeemed by the browser that it was issued to, known by the cookie of its session, and by a page of the
 *    web app. Else a script in the page could make a code with a verifier of its own, and have it redeemed where answers can be read.
 * 2. A refresh without a token takes it from the cookie, for a page of the web app.
 * 3. The answers to both set cookies, and have no token.
 */
export function keepTokensInCookies(provider: Provider, webOrigins: readonly string[]): void {
  const isOwnPage = ({ headers }: IncomingMessage) =>
    headers['sec-fetch-site'] === 'same-origin' || webOrigins.includes(headers.origin ?? '');

  const { AuthorizationCode } = provider;
  const find = AuthorizationCode.find.bind(AuthorizationCode);
  Object.assign(AuthorizationCode, {
    find: async (value: string, options?: object) => {
      const code = (await find(value, options)) as BoundCode | undefined;
      const { ctx } = Provider;
      if (!ctx || code?.clientId !== webClientId) return code;
      return isOwnPage(ctx.req) && (await isOfThisBrowser(provider, ctx, code)) ? code : undefined;
    },
  });

  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    if (ctx.method !== 'POST' || ctx.path !== '/oauth2/token') {
      await next();
      if (ctx.oidc?.route === 'end_session_confirm' && (ctx.oidc.session as Destroyable | undefined)?.destroyed)
        forgetTokenCookies(ctx.req, ctx.res);
      return;
    }
    const isFromCookie = isOwnPage(ctx.req) && (await takeRefreshToken(ctx.req));
    await next();
    const { client, params, entities } = ctx.oidc ?? {};
    if (isFromCookie && (ctx.body as { error?: string } | undefined)?.error === 'invalid_grant') {
      // All that this token led to has ended, too.
      return forgetTokenCookies(ctx.req, ctx.res);
    }
    const isForBrowser = isFromCookie || params?.['grant_type'] === 'authorization_code';
    if (ctx.status !== 200 || client?.clientId !== webClientId || !isForBrowser) return;
    const {
      access_token: accessToken,
      refresh_token: refreshToken,
      token_type,
      expires_in,
      scope,
    } = ctx.body as TokenAnswer;
    ctx.body = { token_type, expires_in, scope };
    if (accessToken === undefined || refreshToken === undefined) throw new Error('the web app gets no refresh token');
    setTokenCookies(ctx.res, { accessToken, refreshToken }, entities?.RefreshToken?.remainingTTL ?? 0);
  });
}

async function isOfThisBrowser(provider: Provider, { req }: KoaContextWithOIDC, code: BoundCode): Promise<boolean> {
  for (const id of cookiesOf(req.headers.cookie, provider.cookieName('session'))) {
    const session = await provider.Session.find(id);
    if (session && session.uid === code.sessionUid) return true;
  }
  return false;
}

/** Puts the refresh token of the cookie into a form that has none. True: it did. */
async function takeRefreshToken(request: IncomingMessage): Promise<boolean> {
  const chunks: Buffer[] = [];
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const [token, ...others] = cookiesOf(request.headers.cookie, refreshTokenCookie);
  const isAsked =
    form.get('grant_type') === 'refresh_token' && form.get('client_id') === webClientId && !form.has('refresh_token');
  const isTaken = isAsked && others.length === 0;
  if (isTaken) form.set('refresh_token', token ?? 'none');
  const body = isTaken ? Buffer.from(form.toString()) : Buffer.concat(chunks);
  if (isTaken && request.headers['content-length'] !== undefined) request.headers['content-length'] = `${body.length}`;
  const stream = Readable.from([body]);
  Object.defineProperties(request, { readable: { value: true }, iterator: { value: stream.iterator.bind(stream) } });
  return isTaken;
}
