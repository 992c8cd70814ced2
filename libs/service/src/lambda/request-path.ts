/**
 * Makes of an event's path one that can stand in a request line. HTTP APIs decode it, REST APIs, function URLs and load
 * balancers do not; only what can never stand there unencoded is encoded, so that the latter stay as they are.
 */
export function encodedPath(path: string): string {
  return (path.startsWith('/') ? path : `/${path}`)
    .replaceAll(/%(?![0-9a-f]{2})/gi, '%25')
    .replaceAll(/[^!$%&'()*+,\-./0-9:;=@A-Z_a-z~]/gu, (character) => encodeURIComponent(character));
}
