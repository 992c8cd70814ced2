/** A replacement for the global `fetch`, for tests and for services behind a proxy. */
export type Fetch = (
  url: string,
  init: { headers: Record<string, string>; redirect: 'error'; signal: AbortSignal },
) => Promise<Response>;

const MAX_BYTES = 150 * 1024;

/**
 * The text of a small document: status 200 only, no redirects, at most 150 KB after decompression, and given up on as a
 * whole (headers and body) when the signal says so.
 */
export async function fetchDocument(url: string, accept: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    headers: { accept, 'accept-encoding': 'identity' },
    redirect: 'error',
    signal,
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`answered with status ${response.status}`);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(await readAtMost(response, MAX_BYTES));
}

async function readAtMost(response: Response, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by a throw cancels the body, so a bomb is never inflated past the limit.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw new Error(`answered with more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
