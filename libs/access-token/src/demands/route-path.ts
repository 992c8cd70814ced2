/** `:id`, `*rest` and `{*rest}` of Nest and Express, `{id}` of OpenAPI, `{id}` and `{rest+}` of API Gateway. */
const placeholders = /:(\w+)|\*(\w+)|\{\*(\w+)\}|\{(\w+)\+\}|\{(\w+)\}/g;

/** A segment that is one placeholder and nothing else. An optional `{*rest}` is none: it also matches no segment. */
const wholeSegment = /^(:\w+|\*\w+|\{\w+\+?\})$/;

interface Placeholder {
  readonly name: string;
  /** True: the rest of the path, one segment or more. False: one segment. */
  readonly isRest: boolean;
}

/** Writes a path anew: literal text and placeholders each in the spelling that is asked for. */
function respelled(
  path: string,
  spell: (placeholder: Placeholder) => string,
  literal = (text: string) => text,
): string {
  let written = '';
  let end = 0;
  for (const match of path.matchAll(placeholders)) {
    const [whole, parameter, rest, optionalRest, greedy, braced] = match;
    const isRest = parameter === undefined && braced === undefined;
    const name = parameter ?? rest ?? optionalRest ?? greedy ?? braced ?? '';
    written += literal(path.slice(end, match.index)) + spell({ name, isRest });
    end = match.index + whole.length;
  }
  return written + literal(path.slice(end));
}

/** Returns the path as OpenAPI writes it: `/messages/{id}`. OpenAPI has no wildcard, so `*rest` becomes `{rest}`. */
export function openApiPath(path: string): string {
  return respelled(path, ({ name }) => `{${name}}`);
}

/** Returns the path as API Gateway writes it: `/messages/{id}`, `/docs/{file+}`, without a slash at the end. */
export function gatewayPath(path: string): string {
  return respelled(path, ({ name, isRest }) => (isRest ? `{${name}+}` : `{${name}}`)).replace(/(?<=.)\/$/, '');
}

/** Returns the path with `*` for each placeholder, as IAM policies and load balancer rules write it. */
export function wildcardPath(path: string): string {
  return respelled(path, () => '*');
}

/** Returns a concrete path of the route, with the same text for each placeholder. */
export function samplePath(path: string, text = 'x'): string {
  return respelled(path, () => text);
}

/** Returns the router's reading of a path: `:id` is one segment, `*rest` one or more, a trailing slash is optional. */
export function pathExpression(path: string): RegExp {
  const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${respelled(path, ({ isRest }) => (isRest ? '.+' : '[^/]+'), escaped)}/?$`, 's');
}

/** Returns the literal text before the first placeholder. */
export function literalBeginning(path: string): string {
  return path.split(/[:*{]/, 1)[0] ?? '';
}

/** Returns true if a segment mixes a placeholder with other text, such as `:name.json`: other spellings cannot say that. */
export function hasPartialParameter(path: string): boolean {
  return path.split('/').some((segment) => /[:*{}]/.test(segment) && !wholeSegment.test(segment));
}

/** Returns true if the pattern matches the text. `*` stands for any text, slashes included; matching takes linear time. */
export function matchesWildcards(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
