import { each, type Forge, listed, type NamedTokens, prefixed } from './forge';

/** JSON that parsers read differently, or that is none. */
export function jsonTokens(forge: Forge): NamedTokens {
  const header = JSON.stringify(forge.header());
  const payload = JSON.stringify(forge.claims());
  const { now } = forge;
  const append = (json: string, members: string): string => `${json.slice(0, -1)},${members}}`;
  const prepend = (json: string, members: string): string => `{${members},${json.slice(1)}`;
  const doubled = {
    'the same exp': `"exp":${now + 300}`,
    'a later exp': `"exp":${now + 3000}`,
    sub: '"sub":"admin"',
    iss: '"iss":"https://attacker.example"',
    aud: '"aud":"urn:other:api"',
    scope: '"scope":"messages:moderate"',
    roles: '"roles":["admin"]',
    'an escaped exp': `"\\u0065xp":${now + 300}`,
    'an escaped sub': '"s\\u0075b":"admin"',
    'an unknown claim': '"x":1,"x":2',
    'a nested claim': '"x":{"y":1,"y":2}',
    'a claim in a list': '"x":[{"y":1,"\\u0079":2}]',
    'an empty name': '"":1,"":2',
    __proto__: '"__proto__":1,"__proto__":2',
    'a slash': '"/":1,"\\/":2',
  };
  const doubledHeader = {
    'the same alg': '"alg":"RS256"',
    'alg none': '"alg":"none"',
    'an escaped alg': '"\\u0061lg":"none"',
    kid: '"kid":"attacker"',
    typ: '"typ":"JWT"',
    'an escaped typ': '"t\\u0079p":"JWT"',
    crit: '"crit":["exp"],"crit":[]',
  };
  const broken: Record<string, (json: string) => string> = {
    'a trailing comma': (json) => `${json.slice(0, -1)},}`,
    'a leading comma': (json) => `{,${json.slice(1)}`,
    'garbage after it': (json) => `${json}x`,
    'a second object': (json) => `${json}{}`,
    'a NUL after it': (json) => `${json}\u0000`,
    'a line comment': (json) => `${json}//x`,
    'a block comment': (json) => `/**/${json}`,
    'a comment inside': (json) => `{/**/${json.slice(1)}`,
    'single quotes': (json) => json.replaceAll('"', "'"),
    'names without quotes': (json) => json.replace(/"(\w+)":/g, '$1:'),
    'no closing brace': (json) => json.slice(0, -1),
    'half of it': (json) => json.slice(0, json.length / 2),
    'an extra closing brace': (json) => `${json}}`,
    parentheses: (json) => `(${json})`,
    'a form feed': (json) => `\f${json}`,
    'a no-break space': (json) => `\u00a0${json}`,
    'a raw newline in a string': (json) => json.replace('"alg', '"a\n').replace('"sub":"', '"sub":"\n'),
    'a raw tab in a string': (json) => append(json, '"x":"\t"'),
    'a bad escape': (json) => append(json, '"x":"\\x41"'),
    'a short escape': (json) => append(json, '"x":"\\u41"'),
    undefined: (json) => append(json, '"x":undefined'),
    'a hexadecimal number': (json) => append(json, '"x":0x10'),
    'a leading zero': (json) => append(json, '"x":01'),
    'two values': (json) => append(json, '"x":1 2'),
    'no value': (json) => append(json, '"x":'),
    'no colon': (json) => append(json, '"x"'),
    'an anti-hijacking prefix': (json) => `)]}',\n${json}`,
    'in a list': (json) => `[${json}]`,
    'in a string': (json) => JSON.stringify(json),
  };
  const values: readonly unknown[] = [
    'null',
    'true',
    'false',
    '0',
    '1',
    '""',
    '"x"',
    '[]',
    '{}',
    '[[]]',
    ' ',
    'null null',
    'undefined',
    'NaN',
  ];
  const depths = { 'fifty deep': 50, 'a thousand deep': 1000, 'as deep as fits': 2500 };
  const lists = (depth: number): string => append(payload, `"x":${'['.repeat(depth)}${']'.repeat(depth)}`);
  const objects = (depth: number): string =>
    append(payload, `"x":${'{"a":'.repeat(depth > 1000 ? 500 : depth)}1${'}'.repeat(depth > 1000 ? 500 : depth)}`);
  return {
    ...prefixed(
      'twice, second:',
      each(doubled, (members) => forge.exactly(header, append(payload, members))),
    ),
    ...prefixed(
      'twice, first:',
      each(doubled, (members) => forge.exactly(header, prepend(payload, members))),
    ),
    ...prefixed(
      'twice in the header, second:',
      each(doubledHeader, (members) => forge.exactly(append(header, members), payload)),
    ),
    ...prefixed(
      'twice in the header, first:',
      each(doubledHeader, (members) => forge.exactly(prepend(header, members), payload)),
    ),
    ...prefixed(
      'payload with',
      each(broken, (to) => forge.exactly(header, to(payload))),
    ),
    ...prefixed(
      'header with',
      each(broken, (to) => forge.exactly(to(header), payload)),
    ),
    ...prefixed(
      'payload is',
      each(listed(values), (value) => forge.exactly(header, String(value))),
    ),
    ...prefixed(
      'header is',
      each(listed(values), (value) => forge.exactly(String(value), payload)),
    ),
    ...prefixed(
      'lists',
      each(depths, (depth) => forge.exactly(header, lists(depth))),
    ),
    ...prefixed(
      'objects',
      each(depths, (depth) => forge.exactly(header, objects(depth))),
    ),
    'an unclosed tower of lists': forge.exactly(header, '['.repeat(4000)),
  };
}
