import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHeaders } from '@gatehouse/access-token';

/** What the guards read of a request: Express' is Node's own, Fastify's holds Node's as `raw`. */
export interface GuardedRequest {
  readonly method: string;
  /** The target of the request line, before middleware changes `url`. */
  readonly originalUrl?: string;
  readonly url?: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders?: readonly string[];
  readonly raw?: { readonly rawHeaders?: readonly string[]; readonly url?: string };
}

/** The headers as Node received them, whichever framework carries them. */
export function headersOf({ headers, rawHeaders, raw }: GuardedRequest): RequestHeaders {
  const received = rawHeaders ?? raw?.rawHeaders;
  return received === undefined ? { headers } : { headers, rawHeaders: received };
}
