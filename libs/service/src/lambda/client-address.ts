/**
 * The entry of `X-Forwarded-For` that the outermost trusted proxy wrote: each appends the address that it saw, so it is the
 * nth from the right, and all that stands left of it is the caller's word. Undefined where there are fewer entries.
 */
export function forwardedAddress(forwardedFor: string | undefined, trustedProxies: number): string | undefined {
  const entry = forwardedFor?.split(',').at(-trustedProxies)?.trim();
  return entry ? withoutPort(entry) : undefined;
}

/** Load balancers can be told to keep the client's port: `1.2.3.4:5`, `[::1]:5`. */
function withoutPort(entry: string): string {
  return /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(entry)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry)?.[1] ?? entry;
}
