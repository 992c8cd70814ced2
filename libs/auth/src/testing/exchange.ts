import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

type Credential = 'authorization' | 'Authorization' | 'AUTHORIZATION' | 'cookie' | 'Cookie' | 'COOKIE';

const bodiless = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A request to a route, without credentials: these come from an identity, never from a header set by hand. */
export interface RouteRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> & { readonly [name in Credential]?: never };
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request, with a token as its only credentials or with none. */
export function send(url: string, request: RouteRequest, token?: string): Promise<Answer> {
  for (const name of Object.keys(request.headers ?? {})) {
    if (['authorization', 'cookie'].includes(name.toLowerCase())) {
      throw new TypeError(`${name} is not set by hand: pass a token`);
    }
  }
  return exchange(url, request, token === undefined ? [] : [['Authorization', `Bearer ${token}`]]);
}

/** Sends a request with any headers, repeated ones too, exactly as given. */
export async function exchange(
  url: string,
  { method, path, headers = {}, body }: RouteRequest,
  credentials: readonly (readonly [name: string, value: string])[],
): Promise<Answer> {
  const { origin, hostname, port, protocol, host } = new URL(url);
  const content = body === undefined ? undefined : JSON.stringify(body);
  const lines = [
    ...(headers['Host'] === undefined ? [['Host', host]] : []),
    ['Connection', 'close'],
    ...(content === undefined ? [] : [['Content-Type', 'application/json']]),
    ...(content === undefined && bodiless.has(method)
      ? []
      : [['Content-Length', `${Buffer.byteLength(content ?? '')}`]]),
    ...Object.entries(headers),
    ...credentials,
  ];
  return new Promise((resolve, reject) => {
    const start = protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = start(
      { hostname, port, method, path, headers: lines.flat() as unknown as readonly string[], timeout: 10_000 },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${origin}${path} took over 10 s`)));
    outgoing.on('error', reject);
    outgoing.end(content);
  });
}
