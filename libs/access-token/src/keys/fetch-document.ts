/** How documents are asked for, as the global `fetch` can: for tests and for services behind a proxy. */
export type Fetch = (
  url: string,
  init: { headers: Record<string, string>; redirect: 'error'; signal: AbortSignal },
) => Promise<FetchedDocument>;

/** What of a `Response` is used. */
export interface FetchedDocument {
  readonly status: number;
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null;
}

const MAX_BYTES = 150 * 1024;

/**
 * The default. The global `fetch` takes several times as long to load, which would be a third of a cold start; it is asked
 * only where an answer comes compressed although nobody wanted it so.
 */
export const get: Fetch = (url, init) =>
  new Promise((resolve, reject) => {
    const { headers, signal } = init;
    const address = new URL(url);
    if (address.username !== '' || address.password !== '') throw new Error('a URL with credentials');
    // Loaded by the first who needs it.
    const client = process.getBuiltinModule(address.protocol === 'https:' ? 'node:https' : 'node:http');
    // A connection of its own: one that is kept may be closing, and then the request is lost with it.
    const request = client.get(address, { headers, signal, agent: false }, (message) => {
      const cancel = async (): Promise<void> => void message.destroy();
      if ((message.headers['content-encoding'] ?? 'identity') === 'identity') {
        resolve({ status: message.statusCode ?? 0, body: Object.assign(message, { cancel }) });
      } else {
        message.destroy();
        resolve(fetch(url, init));
      }
    });
    request.on('error', reject);
    // After an answer of another protocol (101) Node tells of nothing else.
    request.on('close', () => reject(new Error('closed without an answer')));
  });

/**
 * The text of a small document: status 200 only, no redirects, at most 150 KB after decompression, and given up on as a
 * whole (headers and body) when the signal says so.
 */
export async function fetchDocument(url: string, accept: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  try {
    return await textOf(url, accept, fetch, signal);
  } catch (cause) {
    throw new Error(`GET ${url}`, { cause });
  }
}

async function textOf(url: string, accept: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    headers: { accept, 'accept-encoding': 'identity' },
    redirect: 'error',
    signal,
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    const isRedirect = response.status >= 300 && response.status < 400;
    throw new Error(`answered with status ${response.status}${isRedirect ? ', and redirects are not followed' : ''}`);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(await readAtMost(response, MAX_BYTES));
}

async function readAtMost({ body }: FetchedDocument, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by a throw cancels the body, so a bomb is never inflated past the limit.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw new Error(`answered with more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
