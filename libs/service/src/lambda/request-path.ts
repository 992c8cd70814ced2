/**
 * Makes of an event's path one that can stand in a request line. HTTP APIs decode it, REST APIs, function URLs and load
 * balancers do not; only what can never stand there unencoded is encoded, so that the latter stay as they are.
 */
export function encodedPath(path: string): string {
  return (path.startsWith('/') ? path : `/${path}`)
    .replaceAll(/%(?![0-9a-f]{2})/gi, '%25')
    .replaceAll(/[^!$%&'()*+,\-./0-9:;=@A-Z_a-z~]/gu, (character) => encodeURIComponent(character));
}

/** Removes a prefix that ends where a segment ends. */
export function withoutPrefix(path: string, prefix: string | undefined): string {
  if (!prefix || !(path === prefix || path.startsWith(`${prefix}/`))) return path;
  return path.slice(prefix.length) || '/';
}

/**
 * What stands in a path before the part that a route's template matched: the key of a domain's mapping, or a stage. The
 * gateway has said which route it matched, so nothing is guessed from the path alone.
 */
export function prefixBefore(
  path: string,
  template: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const segments = path.split('/').slice(1);
  const pattern = template.split('/').slice(1);
  for (let start = 0; start <= segments.length; start++) {
    if (matches(segments.slice(start), pattern, parameters)) return ['', ...segments.slice(0, start)].join('/');
  }
  return undefined;
}

function matches(
  segments: readonly string[],
  pattern: readonly string[],
  parameters: Readonly<Record<string, string | undefined>>,
): boolean {
  const last = pattern.at(-1);
  const greedy = last?.endsWith('+}') ? last.slice(1, -2) : undefined;
  const fixed = greedy === undefined ? pattern : pattern.slice(0, -1);
  if (greedy === undefined && segments.length !== pattern.length) return false;
  if (!fixed.every((part, index) => isSame(part, segments[index], parameters))) return false;
  const rest = segments.slice(fixed.length).join('/').replace(/\/$/, '');
  return greedy === undefined || decoded(rest) === decoded((parameters[greedy] ?? '').replace(/\/$/, ''));
}

function isSame(
  part: string,
  segment: string | undefined,
  parameters: Readonly<Record<string, string | undefined>>,
): boolean {
  if (segment === undefined) return false;
  const name = /^\{(.+)\}$/.exec(part)?.[1];
  return decoded(segment) === decoded(name === undefined ? part : (parameters[name] ?? ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
