/** Returns the path without a prefix that ends where a segment ends. */
export function withoutPrefix(path: string, prefix: string | undefined): string {
  if (!prefix || !(path === prefix || path.startsWith(`${prefix}/`))) return path;
  return path.slice(prefix.length) || '/';
}

/** The values of a template's placeholders; undefined where an event does not have them. */
type PathParameters = Readonly<Record<string, string | undefined>> | undefined;

/**
 * Returns what a path has before the part that an API Gateway template such as `/messages/{id}` matched: the key of a
 * domain's mapping, or a stage. Undefined if no part of the path matches the template and the values.
 */
export function prefixBefore(path: string, template: string, parameters: PathParameters): string | undefined {
  const segments = path.split('/').slice(1);
  const pattern = template.split('/').slice(1);
  for (let start = 0; start <= segments.length; start++) {
    if (matches(segments.slice(start), pattern, parameters)) return ['', ...segments.slice(0, start)].join('/');
  }
  return undefined;
}

function matches(segments: readonly string[], pattern: readonly string[], parameters: PathParameters): boolean {
  const last = pattern.at(-1);
  const greedy = last?.endsWith('+}') ? last.slice(1, -2) : undefined;
  const fixed = greedy === undefined ? pattern : pattern.slice(0, -1);
  if (greedy === undefined && segments.length !== pattern.length) return false;
  if (!fixed.every((part, index) => isSame(part, segments[index], parameters))) return false;
  const rest = segments.slice(fixed.length).join('/').replace(/\/$/, '');
  if (greedy === undefined) return true;
  return parameters === undefined
    ? rest !== ''
    : decoded(rest) === decoded((parameters[greedy] ?? '').replace(/\/$/, ''));
}

function isSame(part: string, segment: string | undefined, parameters: PathParameters): boolean {
  if (segment === undefined) return false;
  const name = /^\{(.+)\}$/.exec(part)?.[1];
  if (name !== undefined && parameters === undefined) return segment !== '';
  return decoded(segment) === decoded(name === undefined ? part : (parameters?.[name] ?? ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
