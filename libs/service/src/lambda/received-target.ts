const RECEIVED = Symbol('received target');

/** Keeps path and query as the gateway received them, before a mapping or a stage was cut off. */
export function setReceivedTarget(request: object, target: string): void {
  Object.defineProperty(request, RECEIVED, { value: target });
}

/** What setReceivedTarget kept of a request; undefined where no event of a gateway was one. */
export function receivedTarget(request: object): string | undefined {
  return (request as { readonly [RECEIVED]?: string })[RECEIVED];
}
