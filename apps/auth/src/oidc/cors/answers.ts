import { type IncomingMessage, type ServerResponse } from 'node:http';

// Seconds for which a browser remembers a preflight.
const preflightAge = 600;

/** Lets an origin, or `*`, read the answer. Never with credentials: no cookie counts at these endpoints. */
export function allowOrigin(response: ServerResponse, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
}

/** Names the headers that whoever may read the answer may read, too. */
export function exposeHeaders(response: ServerResponse): void {
  response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate, DPoP-Nonce, Retry-After');
}

export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** A preflight names no client, so it lets every origin send the request. The answer to the request says who may read it. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const { origin = '*', 'access-control-request-headers': headers } = request.headers;
  response.setHeader('Vary', 'Origin, Access-Control-Request-Headers');
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  if (headers !== undefined) response.setHeader('Access-Control-Allow-Headers', headers);
  response.setHeader('Access-Control-Max-Age', preflightAge);
  response.statusCode = 204;
  response.end();
}
