import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** What Express, Fastify and their common middleware set on a request; what Node sets is asked of Node. */
const taken = new Set(
  (
    'accepts acceptsCharsets acceptsEncodings acceptsLanguages app baseUrl body client cookies csrfToken file files fresh get ' +
    'getDecorator getValidationFunction compileValidationSchema header host hostname id ip ips is is404 isAuthenticated ' +
    'isUnauthenticated logIn login logOut logout log mediaType next originalUrl params path port protocol query range raw rawBody res route ' +
    'routeOptions routerMethod routerPath context connection secret secure server session sessionID sessionStore setDecorator ' +
    'signedCookies socket stale subdomains then toJSON validateInput validationContext xhr'
  ).split(' '),
);

/** Whether a property of this name can hold the principal: no part of the request, and no name of a prototype. */
export function isFreeProperty(name: unknown): boolean {
  if (typeof name !== 'string' || !/^[A-Za-z]\w*$/.test(name) || taken.has(name) || name === 'prototype') return false;
  return !(name in new IncomingMessage(new Socket()));
}

/** Sets a property of its own on the request, whatever accessors its prototypes have. */
export function setRequestProperty(request: object, name: string, value: unknown): void {
  Object.defineProperty(request, name, { value, writable: true, enumerable: true, configurable: true });
}
