import { type IncomingMessage, type ServerResponse } from 'node:http';
import { csrfTokenFor } from '@gatehouse/auth';
import { accessTokenCookie } from '@gatehouse/service';
import { stringifySetCookie } from 'cookie';

export const refreshTokenCookie = '__Host-refresh_token';
/** Readable by scripts, which send its value back with every change. */
export const csrfCookie = '__Host-csrf';

// Bytes: browsers drop a cookie that is larger, without a word.
const mostBytes = 4096;

/** `Strict` suffices: nothing is asked with these cookies but by the page's own scripts. */
function setCookie(response: ServerResponse, name: string, value: string, maxAge: number, httpOnly: boolean): void {
  if (name.length + value.length > mostBytes) throw new Error(`${name} is too large for a cookie: grant fewer scopes`);
  const attributes = { httpOnly, secure: true, sameSite: 'strict', path: '/', maxAge } as const;
  response.appendHeader('Set-Cookie', stringifySetCookie({ name, value, ...attributes }));
}

/**
 * Gives a browser its tokens, for `maxAge` seconds. The access token stays as long as the refresh token: once it has expired,
 * services answer 401, where a missing one would make a person a stranger to public routes without a word.
 */
export function setTokenCookies(
  response: ServerResponse,
  { accessToken, refreshToken }: { readonly accessToken: string; readonly refreshToken: string },
  maxAge: number,
): void {
  setCookie(response, accessTokenCookie, accessToken, maxAge, true);
  setCookie(response, refreshTokenCookie, refreshToken, maxAge, true);
  setCookie(response, csrfCookie, csrfTokenFor(accessToken), maxAge, false);
}

/** Takes the tokens from a browser that has sent some. */
export function forgetTokenCookies({ headers }: IncomingMessage, response: ServerResponse): void {
  for (const [name, httpOnly] of [
    [accessTokenCookie, true],
    [refreshTokenCookie, true],
    [csrfCookie, false],
  ] as const) {
    if (cookiesOf(headers.cookie, name).length > 0) setCookie(response, name, '', 0, httpOnly);
  }
}

/** All values that a browser sends under one name. Not more than one is honest. */
export function cookiesOf(header: string | undefined, name: string): string[] {
  const pairs = (header ?? '').split(';').map((pair) => pair.replace(/^[ \t]/, ''));
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1).trimEnd());
}
