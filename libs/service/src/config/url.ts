import { z } from 'zod';

/** An absolute http(s) URL without user, query or fragment. */
export const httpUrl = z.string().refine(
  (value) => {
    const url = URL.parse(value);
    return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  },
  { error: 'must be an absolute http(s) URL without credentials, query or fragment' },
);

/** Whether the URL leads to this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
