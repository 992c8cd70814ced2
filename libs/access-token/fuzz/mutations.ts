import type { KeyObject } from 'node:crypto';
import { base64url, compactJws, signWith } from '../src/testing';
import type { Random } from './random';

type Members = Record<string, unknown>;

const CHARACTERS = [
  '',
  '.',
  '..',
  '=',
  '==',
  '-',
  '_',
  '+',
  '/',
  'A',
  'Z',
  '9',
  ' ',
  '\n',
  '\t',
  '\u0000',
  '%',
  ',',
  '"',
  '{',
  '\ufeff',
  '\u00e9',
  '\u{1f600}',
  '\ud83d',
];
const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  -1,
  1,
  1.5,
  1e21,
  1e308,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  'none',
  'x',
  '__proto__',
  'constructor',
  '0',
  [],
  [[]],
  ['x'],
  [null],
  {},
  { x: 1 },
  { toString: 'x' },
  'x'.repeat(300),
  '\u2028',
  '\ud83d',
  [1, [2, [3]]],
];
const HEADER_NAMES = [
  'alg',
  'kid',
  'typ',
  'crit',
  'b64',
  'jwk',
  'jku',
  'x5c',
  'x5u',
  'x5t',
  'cty',
  'zip',
  'enc',
  'p2c',
  'epk',
  '__proto__',
  'x',
];
const CLAIM_NAMES = [
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'client_id',
  'scope',
  'roles',
  'token_use',
  '__proto__',
  'constructor',
  'x',
];
const JSON_PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  'null',
  '1e999',
  '//',
  '/*',
  '\n',
  '\u00a0',
  '"sub":"x",',
  '"exp":9e9,',
  ',"alg":"none"',
  '\ufeff',
];

/** Cuts, inserts, repeats or replaces somewhere in a text. */
export function mutateText(random: Random, text: string, pieces: readonly string[] = CHARACTERS): string {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + random.below(random.oneIn(10) ? text.length + 1 : 4));
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + random.pick(pieces) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, at) + random.pick(pieces) + text.slice(to);
    case 3:
      return text.slice(0, to) + text.slice(at);
    default: {
      const code = text.charCodeAt(at) ^ (1 << random.below(7));
      return text.slice(0, at) + String.fromCharCode(Number.isNaN(code) ? 65 : code) + text.slice(at + 1);
    }
  }
}

/** Swaps, drops or doubles the parts of a token, or takes one from another token. */
export function mutateParts(random: Random, token: string, other: string): string {
  const parts = token.split('.');
  const others = other.split('.');
  const at = random.below(3);
  switch (random.below(6)) {
    case 0:
      parts[at] = others[at] ?? '';
      break;
    case 1:
      parts.splice(at, 1);
      break;
    case 2:
      parts.splice(at, 0, parts[random.below(3)] ?? '');
      break;
    case 3:
      parts[at] = '';
      break;
    case 4:
      parts[at] = mutateText(random, parts[at] ?? '');
      break;
    default:
      parts.reverse();
  }
  return parts.join('.');
}

/** Sets members to values of the wrong sort, some of them of the other part's names. */
export function mutateMembers(random: Random, members: Members, names: readonly string[]): Members {
  const changed = { ...members };
  for (let left = 1 + random.below(3); left > 0; left--) {
    const name = random.pick(names);
    // A member named __proto__ as JSON has it, not the prototype of this object.
    Object.defineProperty(changed, name, {
      value: random.pick(VALUES),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return changed;
}

/** What the fuzzer starts from. */
export interface Seeds {
  /** Good tokens of an issuer with published keys. */
  readonly tokens: readonly string[];
  readonly header: Members;
  readonly claims: Members;
  /** A second issuer that shares a secret, so that signing a million tokens is cheap. */
  readonly secret: KeyObject;
  readonly secretIssuer: string;
}

/** One token that must be refused, whatever the dice say. */
export function hostileToken(random: Random, seeds: Seeds): string {
  for (;;) {
    const token = draw(random, seeds);
    if (!seeds.tokens.includes(token)) return token;
  }
}

function draw(random: Random, seeds: Seeds): string {
  const token = random.pick(seeds.tokens);
  switch (random.below(4)) {
    case 0: {
      let text = token;
      for (let left = 1 + random.below(4); left > 0; left--) text = mutateText(random, text);
      return text;
    }
    case 1:
      return mutateParts(random, token, random.pick(seeds.tokens));
    case 2: {
      // New content under an old signature.
      const header = mutateMembers(random, seeds.header, HEADER_NAMES);
      const claims = mutateMembers(random, seeds.claims, CLAIM_NAMES);
      const texts = [JSON.stringify(header), JSON.stringify(claims)].map((json) =>
        random.oneIn(2) ? mutateText(random, json, JSON_PIECES) : json,
      );
      return `${texts.map((text) => base64url(text)).join('.')}.${token.slice(token.lastIndexOf('.') + 1)}`;
    }
    default:
      return wronglyClaimed(random, seeds);
  }
}

const NOT_A_NAME = [undefined, null, '', ' ', 'a\n', 0, 1, true, [], ['x'], {}, '\ud83d'];
const NOT_A_DATE = [undefined, null, '', '1', true, [], {}, [1], -1, 1e300, 0, 1];
const FAULTS: Readonly<Record<string, readonly unknown[]>> = {
  iss: [...NOT_A_NAME, 'https://attacker.example'],
  sub: NOT_A_NAME,
  aud: [...NOT_A_NAME, 'urn:other', ['urn:other'], [['urn:gatehouse:api']], { aud: 'urn:gatehouse:api' }],
  exp: NOT_A_DATE,
  iat: NOT_A_DATE.filter((value) => value !== undefined).concat(9e9),
  nbf: [null, '', '1', true, [], {}, -1, 9e9, 1e300],
  jti: NOT_A_NAME,
  client_id: NOT_A_NAME,
};
const HEADER_FAULTS: Readonly<Record<string, readonly unknown[]>> = {
  alg: ['none', 'RS256', 'hs256', 'HS512', null, 1, [], {}, undefined, 'constructor'],
  typ: ['JWT', '', null, 1, [], {}, undefined, 'at+jwt ', '__proto__'],
  crit: [[], ['exp'], null, '', {}, 0],
  b64: [true, false, null],
  enc: ['A256GCM', null],
};
const BROKEN: readonly ((json: string) => string)[] = [
  (json) => `${json} x`,
  (json) => json.slice(0, -1),
  (json) => `[${json}]`,
  (json) => `\ufeff${json}`,
  (json) => json.replace('{', '{"sub":"x",'),
  (json) => json.replace('{', '{"s\\u0075b":"x",'),
  (json) => json.replace('{', '{"__proto__":{},'),
  (json) => json.replace('}', ',}'),
  (json) => json.replace('"sub":"', '"sub":"\\ud800'),
  (json) => json.replace('{', '{"x":1,"x":1,'),
  (json) => json.replace('{', `{"x":${'['.repeat(40)}${']'.repeat(40)},`),
  (json) => json.replace('{', '{"exp":1e999,'),
];

/** Rightly signed, with at least one fault that no verifier may overlook and some changes that it may. */
function wronglyClaimed(random: Random, { header, claims, secret, secretIssuer }: Seeds): string {
  const head: Members = { ...header, alg: 'HS256' };
  const body: Members = {
    ...mutateMembers(random, claims, ['x', 'y', 'scope', 'roles', 'constructor']),
    iss: secretIssuer,
  };
  const sign = (input: string): Buffer => signWith('HS256', secret, input);
  const kind = random.below(4);
  if (kind === 0) return compactJws(head, random.pick(BROKEN)(JSON.stringify(body)), sign);
  if (kind === 1) {
    const name = random.pick(Object.keys(HEADER_FAULTS));
    head[name] = random.pick(HEADER_FAULTS[name] ?? []);
  } else {
    const name = random.pick(Object.keys(FAULTS));
    body[name] = random.pick(FAULTS[name] ?? []);
  }
  return compactJws(head, body, sign);
}
