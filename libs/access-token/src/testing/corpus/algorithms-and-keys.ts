import { createSecretKey } from 'node:crypto';
import {
  base64url,
  compactJws,
  createTestKey,
  each,
  type Forge,
  listed,
  type NamedTokens,
  prefixed,
  publicJwk,
  signWith,
} from './forge';

/** RFC 8725 §2.1: `none`, HMAC keyed with what is public, and other algorithms than the key's. */
export function algorithmTokens(forge: Forge): NamedTokens {
  const { genuine, header, claims } = forge;
  const unsigned = (alg: unknown): string => compactJws(header({ alg }), claims(), () => '');
  const withGarbage = (alg: unknown): string => compactJws(header({ alg }), claims(), () => Buffer.alloc(256, 7));
  const spki = genuine.publicKey.export({ format: 'der', type: 'spki' });
  const pem = genuine.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const jwk = genuine.publicKey.export({ format: 'jwk' });
  const secrets = {
    'the SPKI PEM': pem,
    'the SPKI PEM without its last newline': pem.trimEnd(),
    'the SPKI PEM with CRLF': pem.replaceAll('\n', '\r\n'),
    'the SPKI PEM in one line': pem.replaceAll('\n', ''),
    'the PEM body': pem.split('\n').slice(1, -2).join(''),
    'the SPKI DER': spki,
    'the PKCS#1 PEM': genuine.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
    'the PKCS#1 DER': genuine.publicKey.export({ format: 'der', type: 'pkcs1' }),
    'the JWK': JSON.stringify(jwk),
    'the published JWK': JSON.stringify(publicJwk(genuine)),
    'the published JWKS': JSON.stringify({ keys: [publicJwk(genuine)] }),
    'the modulus': Buffer.from(String(jwk.n), 'base64url'),
    'the modulus as text': String(jwk.n),
    'the kid': genuine.kid,
    'an empty secret': '',
    'a guessable secret': 'secret',
    'zero bytes': Buffer.alloc(32),
  };
  const hmac = (alg: string) => (secret: string | Uint8Array) =>
    compactJws(header({ alg }), claims(), (input) => signWith('HS256', createSecretKey(Buffer.from(secret)), input));
  const none: readonly unknown[] = ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'none\u0000', 'no\u006ee', ''];
  const names: readonly unknown[] = [
    'rs256',
    'Rs256',
    'RS256 ',
    ' RS256',
    'RS256\n',
    'RS-256',
    'SHA256withRSA',
    'RSA',
    'RS1',
    'HS1',
    'dir',
  ];
  const others: readonly unknown[] = [
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES256K',
    'ES384',
    'ES512',
    'EdDSA',
    'HS384',
    'HS512',
  ];
  const encryption = ['RSA-OAEP', 'RSA-OAEP-256', 'RSA1_5', 'A128KW', 'A256GCMKW', 'ECDH-ES', 'PBES2-HS256+A128KW'];
  const typed: readonly unknown[] = [null, 256, true, ['RS256'], { alg: 'RS256' }, {}, ['none']];
  return {
    ...prefixed('unsigned, alg', each(listed(none), unsigned)),
    ...prefixed('with a signature, alg', each(listed(none), withGarbage)),
    ...prefixed(
      'genuinely signed, alg',
      each(listed([...none, ...names, ...typed]), (alg) => forge.genuinely({ header: { alg } })),
    ),
    ...prefixed(
      'genuinely signed as RS256, alg',
      each(listed([...others, ...encryption]), (alg) => forge.genuinely({ header: { alg } })),
    ),
    ...prefixed('HS256 with', each(secrets, hmac('HS256'))),
    ...prefixed('labelled RS256, made with HMAC of', each(secrets, hmac('RS256'))),
    'without alg': forge.genuinely({ header: { alg: undefined } }),
    'RS384 by the genuine key': compactJws(header({ alg: 'RS384' }), claims(), (input) =>
      signWith('RS384', genuine.privateKey, input),
    ),
    'RS512 by the genuine key': compactJws(header({ alg: 'RS512' }), claims(), (input) =>
      signWith('RS512', genuine.privateKey, input),
    ),
    'PS256 by the genuine key': compactJws(header({ alg: 'PS256' }), claims(), (input) =>
      signWith('PS256', genuine.privateKey, input),
    ),
    'labelled RS256, made with PS256': compactJws(header(), claims(), (input) =>
      signWith('PS256', genuine.privateKey, input),
    ),
    'labelled RS256, made with RS384': compactJws(header(), claims(), (input) =>
      signWith('RS384', genuine.privateKey, input),
    ),
    'labelled RS256, made with RS512': compactJws(header(), claims(), (input) =>
      signWith('RS512', genuine.privateKey, input),
    ),
  };
}

/** Keys that the token brings along, or names to be fetched (RFC 8725 §3.10), and keys that are not the issuer's. */
export function keyTokens(forge: Forge): NamedTokens {
  const { attacker, issuer, genuine } = forge;
  const jwk = publicJwk({ ...attacker, kid: genuine.kid });
  const der = base64url(attacker.publicKey.export({ format: 'der', type: 'spki' }));
  const url = `${issuer.jwksUri}?attacker`;
  const headers = {
    'an embedded jwk': { jwk },
    'an embedded jwk of its own kid': { jwk, kid: attacker.kid },
    'an embedded jwk and no kid': { jwk, kid: undefined },
    'an embedded private jwk': { jwk: attacker.privateKey.export({ format: 'jwk' }) },
    'an embedded jwk as text': { jwk: JSON.stringify(jwk) },
    'an embedded symmetric jwk': { jwk: { kty: 'oct', k: 'AAAA' } },
    'an embedded jwks': { jwks: { keys: [jwk] } },
    'an embedded x5c': { x5c: [der] },
    'an embedded x5c as text': { x5c: der },
    'an empty x5c': { x5c: [] },
    'a jku': { jku: url },
    'a jku of its own kid': { jku: url, kid: attacker.kid },
    'a jku beside the issuer': { jku: `${issuer.issuer}.attacker.example/jwks.json` },
    'a jku with user info': { jku: 'https://issuer@attacker.example/jwks.json' },
    'a jku of a file': { jku: 'file:///etc/passwd' },
    'a jku of data': { jku: `data:application/json,${JSON.stringify({ keys: [jwk] })}` },
    'a jku of the metadata service': { jku: 'http://169.254.169.254/latest/meta-data/' },
    'a jku that is a list': { jku: [url] },
    'an x5u': { x5u: url },
    'an x5u of its own kid': { x5u: url, kid: attacker.kid },
    'an x5t': { x5t: base64url('attacker') },
    'an x5t#S256': { 'x5t#S256': base64url('attacker') },
    'everything at once': { jwk, jku: url, x5u: url, x5c: [der] },
    nothing: {},
  };
  const foreign = (algorithm: 'ES256' | 'ES384' | 'EdDSA' | 'PS256' | 'RS512') => {
    const key = createTestKey(genuine.kid, algorithm);
    const sign = (input: string): Buffer => signWith(algorithm, key.privateKey, input);
    return compactJws(forge.header({ alg: algorithm, jwk: publicJwk(key) }), forge.claims(), sign);
  };
  return {
    ...prefixed(
      "the attacker's key with",
      each(headers, (header) => forge.byAttacker(header)),
    ),
    ...prefixed(
      "the attacker's key, its kid, claims of",
      each({ administrator: { sub: 'admin', roles: ['admin'] } }, (claims) =>
        forge.byAttacker({ kid: attacker.kid }, claims),
      ),
    ),
    ...prefixed(
      "the attacker's",
      each({ ES256: 'ES256', ES384: 'ES384', EdDSA: 'EdDSA', PS256: 'PS256', RS512: 'RS512' } as const, foreign),
    ),
  };
}

/** Key identifiers are the sender's word: names of files, queries, patterns and prototypes find nothing. */
export function kidTokens(forge: Forge): NamedTokens {
  const { genuine } = forge;
  const { kid } = genuine;
  const injected = [
    '../../../../dev/null',
    '/dev/null',
    'file:///etc/passwd',
    'https://attacker.example/key.pem',
    "' OR '1'='1",
    `${kid}' --`,
    "x' UNION SELECT 'secret",
    '$(id)',
    '`id`',
    '| id',
    '{{7*7}}',
    '*',
    '%',
    '.*',
    kid.slice(0, -1) + '*',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '0',
    '-1',
    'undefined',
    'null',
    'NaN',
    '[object Object]',
    '\u0000',
    '\n',
    'k'.repeat(4000),
    '\u{1f511}',
    'attacker',
  ];
  const near: readonly unknown[] = [
    `${kid} `,
    ` ${kid}`,
    `${kid}\u0000`,
    `${kid}\n`,
    `\ufeff${kid}`,
    kid.toUpperCase(),
    kid.slice(0, -1),
    `${kid}x`,
    kid.replace('-', '\u2010'),
    encodeURIComponent(`${kid}/`),
    base64url(kid),
    `${kid},attacker`,
    `${kid}\u200b`,
  ];
  const typed: readonly unknown[] = [null, 0, 1, -1, true, false, [kid], [], {}, { kid }, { toString: kid }, 1.5, ''];
  return {
    ...prefixed(
      "the attacker's key, kid",
      each(listed(injected), (value) => forge.byAttacker({ kid: value })),
    ),
    ...prefixed(
      'genuinely signed, kid',
      each(listed([...injected, ...near]), (value) => forge.genuinely({ header: { kid: value } })),
    ),
    ...prefixed(
      'genuinely signed, typed kid',
      each(listed(typed), (value) => forge.genuinely({ header: { kid: value } })),
    ),
    'no kid': forge.genuinely({ header: { kid: undefined } }),
    "no kid, the attacker's key": forge.byAttacker({ kid: undefined }),
  };
}
