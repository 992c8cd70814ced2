const MAX_DEPTH = 32;

/**
 * Parses one JSON object and refuses what parsers read differently: duplicate names (RFC 8725 §2.4, RFC 7515 §4), text
 * that is not Unicode (RFC 7493 §2.1), the name `__proto__`, and nesting that only serves to exhaust a stack. The result
 * is deeply frozen. Throws a SyntaxError.
 */
export function parseStrictJsonObject(text: string): Readonly<Record<string, unknown>> {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not a JSON object');
  // JSON.parse keeps the last of two equal names, so fewer members come out than are written in the text.
  if (freezeAndCountMembers(value, 0) !== countWrittenMembers(text)) throw new SyntaxError('a name occurs twice');
  return value as Readonly<Record<string, unknown>>;
}

/** JSON.parse, without the piece of the text that its own errors quote. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('not a JSON object');
  }
}

/** Counts the name separators of a text that JSON.parse has accepted. */
function countWrittenMembers(text: string): number {
  let members = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) inString = !inString;
    else if (inString && code === 0x5c) i++;
    else if (!inString && code === 0x3a) members++;
  }
  return members;
}

function freezeAndCountMembers(container: object, depth: number): number {
  if (depth >= MAX_DEPTH) throw new SyntaxError('nested too deeply');
  let members = 0;
  if (Array.isArray(container)) {
    for (const item of container as unknown[]) members += freezeAndCountValue(item, depth);
  } else {
    for (const name of Object.keys(container)) {
      if (name === '__proto__' || !name.isWellFormed()) throw new SyntaxError('a name that may not be used');
      members += 1 + freezeAndCountValue((container as Record<string, unknown>)[name], depth);
    }
  }
  Object.freeze(container);
  return members;
}

function freezeAndCountValue(value: unknown, depth: number): number {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new SyntaxError('a string with half of a character');
    return 0;
  }
  return typeof value === 'object' && value !== null ? freezeAndCountMembers(value, depth + 1) : 0;
}
