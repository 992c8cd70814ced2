import { parseCookie, stringifySetCookie } from 'cookie';
import { type IncomingMessage, type ServerResponse } from 'node:http';

/** For clients that keep no cookies: they are told their device token in this header and present it in the same. */
export const deviceHeader = 'X-Device-Token';
const deviceCookie = 'gatehouse_device';
const maxAge = 180 * 24 * 60 * 60;

/** The device token that a request presents. */
export function deviceToken({ headers }: IncomingMessage): string | undefined {
  const header = headers[deviceHeader.toLowerCase()];
  if (typeof header === 'string') return header;
  return headers.cookie === undefined ? undefined : parseCookie(headers.cookie)[deviceCookie];
}

/** Gives a device its token after a completed sign-in, as a cookie and as a header. */
export function giveDeviceToken(response: ServerResponse, token: string, secure: boolean): void {
  response.setHeader(deviceHeader, token);
  response.appendHeader(
    'Set-Cookie',
    stringifySetCookie({
      name: deviceCookie,
      value: token,
      httpOnly: true,
      sameSite: 'lax',
      path: '/auth',
      secure,
      maxAge,
    }),
  );
}
