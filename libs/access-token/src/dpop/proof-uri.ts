const ABSOLUTE = /^https?:\/\/[^/?#@]+(?=[/?#]|$)/i;
/** Printable ASCII without the backslash, which URL parsers take for a slash and routers do not. */
const TEXT = /^[\x21-\x5b\x5d-\x7e]+$/;
const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;
/** RFC 3986 §3.3: what can stand in a path as it is. */
const ESCAPED_OR_FOREIGN = /%[0-9a-f]{2}|[^\w\-.~!$&'()*+,;=:@/%]/gi;
const UNRESERVED = /^[\w\-.~]$/;
const DOT_SEGMENT = /\/(\.|%2e){1,2}(\/|$)/i;

/**
 * The http(s) URI without query and fragment, normalised by syntax and scheme (RFC 3986 §6.2.2, §6.2.3): the case of scheme,
 * host and escapes, the default port, escapes that need not be, dot segments. Undefined for any other text.
 */
export function normalisedUri(text: string): string | undefined {
  if (!TEXT.test(text) || !ABSOLUTE.test(text) || BROKEN_ESCAPE.test(text)) return undefined;
  const url = URL.parse(text);
  if (url === null) return undefined;
  const path = url.pathname.replace(ESCAPED_OR_FOREIGN, (part) => {
    const byte = part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0);
    const character = String.fromCharCode(byte);
    if (UNRESERVED.test(character)) return character;
    return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return `${url.origin}${path}`;
}

/**
 * Like normalisedUri, for the URI that a request came with. One with dot segments has no answer: routers read them as names,
 * so the proof of another path would serve for it.
 */
export function requestUri(url: string): string | undefined {
  const [beginning] = ABSOLUTE.exec(url) ?? [''];
  const path = url.slice(beginning.length).split(/[?#]/, 1)[0] ?? '';
  return DOT_SEGMENT.test(path) ? undefined : normalisedUri(url);
}
