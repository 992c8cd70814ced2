import { gzipSync, deflateRawSync } from 'node:zlib';
import { base64url, compactJws, each, type Forge, listed, type NamedTokens, prefixed, signWith } from './forge';

/** Extensions that must be understood (RFC 7515 §4.1.11), none of which is. */
export function critTokens(forge: Forge): NamedTokens {
  const crit: readonly unknown[] = [
    [],
    ['exp'],
    ['b64'],
    ['unknown'],
    ['alg'],
    ['kid'],
    ['typ'],
    ['crit'],
    [''],
    ['exp', 'exp'],
    [1],
    [null],
    [['exp']],
    '',
    'exp',
    'b64',
    null,
    true,
    false,
    0,
    1,
    {},
    { 0: 'exp' },
    { exp: true },
    ['http://example.com/UNDEFINED'],
    ['__proto__'],
  ];
  const b64 = [true, false, null, 0, 1, '', 'false', 'true', [], {}];
  const unencoded = (): string => {
    const head = base64url(JSON.stringify(forge.header({ b64: false, crit: ['b64'] })));
    const payload = JSON.stringify(forge.claims());
    return `${head}.${payload}.${base64url(signWith('RS256', forge.genuine.privateKey, `${head}.${payload}`))}`;
  };
  return {
    ...prefixed(
      'crit',
      each(listed(crit), (value) => forge.genuinely({ header: { crit: value } })),
    ),
    ...prefixed(
      'crit with its member',
      each(listed(['exp', 'unknown', 'b64', 'urn:x']), (name) =>
        forge.genuinely({ header: { crit: [name], [String(name)]: 1 } }),
      ),
    ),
    ...prefixed(
      'b64',
      each(listed(b64), (value) => forge.genuinely({ header: { b64: value } })),
    ),
    'b64 of false with its crit, the payload encoded': forge.genuinely({ header: { b64: false, crit: ['b64'] } }),
    'b64 of false with its crit, the payload as it is': unencoded(),
  };
}

/** Two texts for the same bytes, and bytes that are no text. */
export function encodingTokens(forge: Forge): NamedTokens {
  const token = forge.good();
  const [header = '', payload = '', signature = ''] = token.split('.');
  const parts = { header: 0, payload: 1, signature: 2 } as const;
  const change = (part: 0 | 1 | 2, to: (text: string) => string): string =>
    token
      .split('.')
      .map((text, index) => (index === part ? to(text) : text))
      .join('.');
  /** Sets a bit that the last character does not need: the same bytes, another text. */
  const strayBit = (text: string): string => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) | 1);
  };
  /** A genuine token with a header or payload of a length that leaves bits over, each then set. */
  const stray = (pad: string): string => {
    const head = base64url(JSON.stringify(forge.header({ x: pad })));
    const body = base64url(JSON.stringify(forge.claims({ x: pad })));
    const which = head.length % 4 === 0 ? `${head}.${strayBit(body)}` : `${strayBit(head)}.${body}`;
    return `${which}.${base64url(signWith('RS256', forge.genuine.privateKey, which))}`;
  };
  const fits = (pad: string): boolean =>
    base64url(JSON.stringify(forge.header({ x: pad }))).length % 4 !== 0 ||
    base64url(JSON.stringify(forge.claims({ x: pad }))).length % 4 !== 0;
  /** A character that stands for no byte: with it or without, a lenient decoder reads the same. */
  const leftOver = (which: number): string => {
    const encoded = [forge.header, forge.claims].map((members) => {
      const whole = ['', 'a', 'ab']
        .map((x) => base64url(JSON.stringify(members({ x }))))
        .find((text) => text.length % 4 === 0);
      return whole ?? '';
    });
    const input = encoded.map((text, index) => (index === which ? `${text}A` : text)).join('.');
    return `${input}.${base64url(signWith('RS256', forge.genuine.privateKey, input))}`;
  };
  const inserted = {
    space: ' ',
    tab: '\t',
    newline: '\n',
    'carriage return': '\r\n',
    NUL: '\u0000',
    plus: '+',
    slash: '/',
    equals: '=',
    percent: '%41',
    'no-break space': '\u00a0',
    'zero width space': '\u200b',
    'full-width A': '\uff21',
    comma: ',',
    star: '*',
    'high byte': '\u0141',
  };
  const around = {
    space: ' ',
    newline: '\n',
    tab: '\t',
    quote: '"',
    dot: '.',
    BOM: '\ufeff',
    NUL: '\u0000',
    Bearer: 'Bearer ',
    brace: '{',
  };
  const bytes = {
    'a lone continuation byte': [0x80],
    'a cut sequence': [0xc3],
    'an overlong slash': [0xc0, 0xaf],
    'an overlong NUL': [0xc0, 0x80],
    'an overlong quote': [0xe0, 0x80, 0xa2],
    'an encoded surrogate': [0xed, 0xa0, 0x80],
    'a pair of encoded surrogates': [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
    'past the last code point': [0xf4, 0x90, 0x80, 0x80],
    'a byte FF': [0xff],
    'a byte FE': [0xfe],
    'latin-1': [0xe9, 0x20],
    'five bytes': [0xf8, 0x88, 0x80, 0x80, 0x80],
  };
  const withBytes = (where: 'sub' | 'x' | 'kid') => (value: readonly number[]) => {
    const split = (text: string): Buffer => {
      const [before = '', after = ''] = text.split('@@');
      return Buffer.concat([Buffer.from(before), Buffer.from(value), Buffer.from(after)]);
    };
    if (where === 'kid')
      return forge.exactly(split(JSON.stringify(forge.header({ x: '@@' }))), JSON.stringify(forge.claims()));
    return forge.exactly(JSON.stringify(forge.header()), split(JSON.stringify(forge.claims({ [where]: 'a@@b' }))));
  };
  const text = (to: (json: string) => string | Buffer) => ({
    header: forge.exactly(to(JSON.stringify(forge.header())), JSON.stringify(forge.claims())),
    payload: forge.exactly(JSON.stringify(forge.header()), to(JSON.stringify(forge.claims()))),
  });
  const utf16 = (json: string): Buffer => Buffer.from(`\ufeff${json}`, 'utf16le');
  const halves = { 'a high half': '\\ud83d', 'a low half': '\\ude00', 'halves in the wrong order': '\\ude00\\ud83d' };
  const withHalf = (name: string) => (half: string) =>
    forge.exactly(
      JSON.stringify(forge.header()),
      JSON.stringify(forge.claims({ [name]: '@@' })).replace('@@', `a${half}`),
    );
  return {
    ...prefixed(
      'padded',
      each(parts, (part) => change(part, (value) => `${value}=`)),
    ),
    ...prefixed(
      'padded twice',
      each(parts, (part) => change(part, (value) => `${value}==`)),
    ),
    ...Object.fromEntries(
      ['', 'a', 'ab', 'abc', 'abcd', 'abcde'].filter(fits).map((pad) => [`stray last bits, ${pad.length}`, stray(pad)]),
    ),
    ...each(
      { 'one character over in the header, signed so': 0, 'one character over in the payload, signed so': 1 },
      leftOver,
    ),
    'stray last bits of the signature': change(2, strayBit),
    ...prefixed(
      'one character more in the',
      each(parts, (part) => change(part, (value) => `${value}A`)),
    ),
    ...prefixed(
      'one character less in the',
      each(parts, (part) => change(part, (value) => value.slice(0, -1))),
    ),
    ...Object.entries(parts).reduce(
      (all, [name, part]) => ({
        ...all,
        ...prefixed(
          `inside the ${name}: a`,
          each(inserted, (extra) => change(part, (value) => value.slice(0, 9) + extra + value.slice(9))),
        ),
      }),
      {},
    ),
    ...prefixed(
      'before it: a',
      each(around, (extra) => extra + token),
    ),
    ...prefixed(
      'after it: a',
      each(around, (extra) => token + extra),
    ),
    ...prefixed(
      'the standard alphabet in the',
      each({ signature: 2 } as const, (part) =>
        change(part, (value) => Buffer.from(value, 'base64url').toString('base64')),
      ),
    ),
    'the standard alphabet, signed so': (() => {
      const input = `${Buffer.from(JSON.stringify(forge.header({ x: '???>>>' }))).toString('base64')}.${payload}`;
      return `${input}.${base64url(signWith('RS256', forge.genuine.privateKey, input))}`;
    })(),
    'hexadecimal parts': [header, payload, signature]
      .map((value) => Buffer.from(value, 'base64url').toString('hex'))
      .join('.'),
    'encoded twice': [header, payload, signature].map((value) => base64url(value)).join('.'),
    'percent-encoded dots': token.replaceAll('.', '%2E'),
    'full-width dots': token.replaceAll('.', '\uff0e'),
    'upper case': token.toUpperCase(),
    reversed: [...token].reverse().join(''),
    ...prefixed('in sub:', each(bytes, withBytes('sub'))),
    ...prefixed('in another claim:', each(bytes, withBytes('x'))),
    ...prefixed('in the header:', each(bytes, withBytes('kid'))),
    ...prefixed('in sub, escaped:', each(halves, withHalf('sub'))),
    ...prefixed('in client_id, escaped:', each(halves, withHalf('client_id'))),
    ...prefixed(
      'a BOM in the',
      text((json) => `\ufeff${json}`),
    ),
    ...prefixed('UTF-16 in the', text(utf16)),
    ...prefixed(
      'gzip in the',
      text((json) => gzipSync(json)),
    ),
    ...prefixed(
      'deflate in the',
      text((json) => deflateRawSync(json)),
    ),
    'deflated, as zip says': compactJws(
      forge.header({ zip: 'DEF' }),
      deflateRawSync(JSON.stringify(forge.claims())),
      (input) => signWith('RS256', forge.genuine.privateKey, input),
    ),
  };
}
