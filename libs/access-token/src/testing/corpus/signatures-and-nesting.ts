import { constants, createCipheriv, createHash, privateEncrypt, publicEncrypt, randomBytes } from 'node:crypto';
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

/** Encrypted tokens, tokens in tokens, other serializations, and the wrong number of parts. */
export function nestingTokens(forge: Forge): NamedTokens {
  const token = forge.good();
  const [header = '', payload = '', signature = ''] = token.split('.');
  const flattened = { protected: header, payload, signature };
  const general = { payload, signatures: [{ protected: header, signature }] };
  const texts = {
    'the flattened serialization': JSON.stringify(flattened),
    'the general serialization': JSON.stringify(general),
    'the general serialization, unclosed': JSON.stringify(general).slice(0, -2),
    'no signatures': JSON.stringify({ payload, signatures: [] }),
    'an unprotected header': JSON.stringify({ ...flattened, header: { alg: 'none' } }),
    'two signatures': JSON.stringify({
      payload,
      signatures: [
        { protected: header, signature: '' },
        { protected: header, signature },
      ],
    }),
    'a list of tokens': JSON.stringify([token]),
    'a quoted token': JSON.stringify(token),
    'the flattened serialization, encoded': base64url(JSON.stringify(flattened)),
  };
  const parts = {
    'no part': '',
    'one part': header,
    'two parts': `${header}.${payload}`,
    'four parts': `${token}.${signature}`,
    'four parts, the last empty': `${token}.`,
    'five parts': `${token}.${payload}.${signature}`,
    'six parts': `${token}.${token}`,
    'a dot': '.',
    'two dots': '..',
    'three dots': '...',
    'four dots': '....',
    'only a header': `${header}..`,
    'only a payload': `.${payload}.`,
    'only a signature': `..${signature}`,
    'no header': `.${payload}.${signature}`,
    'no payload': `${header}..${signature}`,
    'no signature': `${header}.${payload}.`,
    detached: `${header}..${signature}`,
    'a dot first': `.${token}`,
    'two dots between': token.replace('.', '..'),
    'tokens with a space': `${token} ${token}`,
    'tokens with a comma': `${token},x`,
    'the opaque word': 'opaque',
    'a word of dots': 'a.b.c',
    'parts in another order': `${payload}.${header}.${signature}`,
  };
  const nested = (header: Record<string, unknown>, payload: string): string =>
    compactJws(forge.header(header), payload, (input) => signWith('RS256', forge.genuine.privateKey, input));
  return {
    ...each(texts, (text) => text),
    ...each(parts, (text) => text),
    'a JWE to the public key': encryptedTo(forge, 'JWT', JSON.stringify(forge.claims())),
    'a nested JWT in a JWE': encryptedTo(forge, 'JWT', token),
    'a JWE header with three parts': nested({ alg: 'RSA-OAEP-256', enc: 'A256GCM' }, JSON.stringify(forge.claims())),
    'enc in the header': forge.genuinely({ header: { enc: 'A256GCM' } }),
    'a direct JWE': `${base64url('{"alg":"dir","enc":"A256GCM"}')}..${base64url(randomBytes(12))}.${payload}.${base64url(randomBytes(16))}`,
    'a JWT as payload': nested({}, token),
    'a JWT as payload, as cty says': nested({ cty: 'JWT' }, token),
    'a JWT as payload, with brackets': nested({ cty: 'JWT' }, JSON.stringify(token)),
    ...prefixed(
      'claims as payload, cty',
      each(listed(['JWT', 'jwt', 'application/jwt', 'at+jwt']), (cty) => forge.genuinely({ header: { cty } })),
    ),
    'a good token as a claim of a bad one': forge.byAttacker({}, { token, act: forge.claims() }),
  };
}

function encryptedTo(forge: Forge, cty: string, content: string): string {
  const header = base64url(
    JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', typ: 'at+jwt', cty, kid: forge.genuine.kid }),
  );
  const key = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header));
  const text = Buffer.concat([cipher.update(content), cipher.final()]);
  const wrapped = publicEncrypt(
    { key: forge.genuine.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    key,
  );
  return [header, ...[wrapped, iv, text, cipher.getAuthTag()].map((part) => base64url(part))].join('.');
}

const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** Signatures that are changed, empty, of other messages, or padded otherwise than RFC 8017 §9.2 says. */
export function signatureTokens(forge: Forge): NamedTokens {
  const token = forge.good();
  const other = forge.good();
  const input = token.slice(0, token.lastIndexOf('.'));
  const signature = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');
  const withSignature = (value: Uint8Array): string => `${input}.${base64url(value)}`;
  const flipped = (bit: number): Buffer => {
    const copy = Buffer.from(signature);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return copy;
  };
  const digest = createHash('sha256').update(input).digest();
  const block = (content: Buffer, before: Buffer): Buffer =>
    Buffer.concat([before, Buffer.alloc(256 - before.length - content.length - 1, 0xff), Buffer.from([0]), content]);
  const raw = (encoded: Buffer): string =>
    withSignature(privateEncrypt({ key: forge.genuine.privateKey, padding: constants.RSA_NO_PADDING }, encoded));
  const info = Buffer.concat([SHA256_INFO, digest]);
  const start = Buffer.from([0, 1]);
  const paddings = {
    'block type 0': block(info, Buffer.from([0, 0])),
    'block type 2': block(info, Buffer.from([0, 2])),
    'no DigestInfo': block(digest, start),
    'DigestInfo of SHA-1': block(
      Buffer.concat([Buffer.from('3021300906052b0e03021a05000414', 'hex'), digest.subarray(0, 20)]),
      start,
    ),
    'DigestInfo without NULL': block(
      Buffer.concat([Buffer.from('302f300b0609608648016503040201', 'hex'), Buffer.from([4, 32]), digest]),
      start,
    ),
    'bytes after the digest': Buffer.concat([
      start,
      Buffer.alloc(8, 0xff),
      Buffer.from([0]),
      info,
      Buffer.alloc(256 - 11 - info.length, 0x41),
    ]),
    'a long-form length': block(
      Buffer.concat([Buffer.from('308131300d060960864801650304020105000420', 'hex'), digest]),
      start,
    ),
    'padding of other bytes': Buffer.concat([start, Buffer.alloc(256 - 3 - info.length, 0xfe), Buffer.from([0]), info]),
    'the digest of another message': block(
      Buffer.concat([SHA256_INFO, createHash('sha256').update('x').digest()]),
      start,
    ),
  };
  const [, otherPayload = ''] = other.split('.');
  const [head = '', body = ''] = token.split('.');
  const elliptic = createTestKey(forge.genuine.kid, 'ES256');
  const values = {
    'one zero byte': Buffer.alloc(1),
    zeros: Buffer.alloc(256),
    ones: Buffer.alloc(256, 0xff),
    'the number one': Buffer.concat([Buffer.alloc(255), Buffer.from([1])]),
    'the modulus': Buffer.from(String(publicJwk(forge.genuine).n), 'base64url'),
    'half of it': signature.subarray(0, 128),
    'its first byte': signature.subarray(0, 1),
    'one byte less': signature.subarray(0, -1),
    'without its first byte': signature.subarray(1),
    'a zero before it': Buffer.concat([Buffer.alloc(1), signature]),
    'a zero after it': Buffer.concat([signature, Buffer.alloc(1)]),
    'a byte after it': Buffer.concat([signature, Buffer.from([1])]),
    twice: Buffer.concat([signature, signature]),
    backwards: Buffer.from(signature).reverse(),
    random: randomBytes(256),
    'its digest': digest,
    'a text': Buffer.from('signature'),
    'an ECDSA signature': signWith('ES256', elliptic.privateKey, input),
    'zeros for r and s': Buffer.alloc(64),
  };
  return {
    ...each(values, withSignature),
    ...prefixed(
      'flipped bit',
      each(Object.fromEntries([0, 1, 7, 8, 100, 512, 1024, 1500, 2000, 2040, 2047].map((bit) => [bit, bit])), (bit) =>
        withSignature(flipped(bit)),
      ),
    ),
    ...prefixed('PKCS#1 padding:', each(paddings, raw)),
    'of another token': `${input}.${other.slice(other.lastIndexOf('.') + 1)}`,
    'with the payload of another token': `${head}.${otherPayload}.${base64url(signature)}`,
    'with another header': `${base64url(JSON.stringify(forge.header({ x: 1 })))}.${body}.${base64url(signature)}`,
    'with a raised role': `${head}.${base64url(JSON.stringify(forge.claims({ roles: ['admin'] })))}.${base64url(signature)}`,
    'with a later exp': `${head}.${base64url(JSON.stringify(forge.claims({ exp: forge.now + 900 })))}.${base64url(signature)}`,
    'of the payload alone': `${input}.${base64url(signWith('RS256', forge.genuine.privateKey, body))}`,
    'of the decoded parts': `${input}.${base64url(signWith('RS256', forge.genuine.privateKey, JSON.stringify(forge.header()) + JSON.stringify(forge.claims())))}`,
    'of the digest': `${input}.${base64url(signWith('RS256', forge.genuine.privateKey, digest.toString('latin1')))}`,
    'by ES256 in DER': compactJws(forge.header({ alg: 'ES256' }), forge.claims(), (text) =>
      signWith('ES256', elliptic.privateKey, text),
    ),
  };
}

/** Tokens past the cap. */
export function sizeTokens(forge: Forge): NamedTokens {
  const sizes = { '8 KB': 6000, '12 KB': 9000, '64 KB': 48_000, '1 MB': 780_000 };
  return {
    ...prefixed(
      'a claim that makes it',
      each(sizes, (size) => forge.genuinely({ claims: { x: 'x'.repeat(size) } })),
    ),
    ...prefixed(
      'a header that makes it',
      each(sizes, (size) => forge.genuinely({ header: { x: 'x'.repeat(size) } })),
    ),
    ...prefixed(
      'a signature that makes it',
      each(sizes, (size) => `${forge.good()}${'A'.repeat(size * 1.34)}`),
    ),
    ...prefixed(
      'spaces that make it',
      each(sizes, (size) =>
        forge.exactly(JSON.stringify(forge.header()), JSON.stringify(forge.claims()) + ' '.repeat(size)),
      ),
    ),
    'nothing but A': 'A'.repeat(16_000),
    'nothing but dots': '.'.repeat(8000),
    'a megabyte of dots': '.'.repeat(1_000_000),
    'a claim for each letter': forge.genuinely({
      claims: Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`c${i}`, i])),
    }),
  };
}

/** Names that are members of every object: nothing may be inherited, nothing polluted. */
export function prototypeTokens(forge: Forge): NamedTokens {
  const good = forge.claims();
  const header = JSON.stringify(forge.header());
  const inherited = (name: string): string =>
    JSON.stringify({ ...good, [name]: undefined }).replace(
      /\}$/,
      `,"__proto__":{"${name}":${JSON.stringify(good[name])}}}`,
    );
  const names: readonly unknown[] = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__defineGetter__',
  ];
  const polluted = {
    'an empty __proto__': '"__proto__":{}',
    'a __proto__ of null': '"__proto__":null',
    'a __proto__ with roles': '"__proto__":{"roles":["admin"]}',
    'a nested __proto__': '"x":{"__proto__":{"polluted":true}}',
    'an escaped __proto__': '"\\u005f_proto__":{"polluted":true}',
    'a __proto__ in a list': '"x":[{"__proto__":1}]',
  };
  return {
    ...prefixed(
      'inherited',
      each(
        Object.fromEntries(['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'].map((name) => [name, name])),
        (name) => forge.exactly(header, inherited(name)),
      ),
    ),
    ...prefixed('everything inherited in the payload', {
      '': forge.exactly(header, `{"__proto__":${JSON.stringify(good)}}`),
    }),
    'everything inherited in the header': forge.exactly(`{"__proto__":${header}}`, JSON.stringify(good)),
    'alg inherited': forge.exactly(
      JSON.stringify(forge.header({ alg: undefined })).replace(/\}$/, ',"__proto__":{"alg":"RS256"}}'),
      JSON.stringify(good),
    ),
    ...each(polluted, (members) => forge.exactly(header, JSON.stringify(good).replace(/\}$/, `,${members}}`))),
    ...prefixed(
      'in the header:',
      each(polluted, (members) => forge.exactly(header.replace(/\}$/, `,${members}}`), JSON.stringify(good))),
    ),
    ...prefixed(
      'alg',
      each(listed(names), (alg) => forge.genuinely({ header: { alg } })),
    ),
    ...prefixed(
      'typ',
      each(listed(names), (typ) => forge.genuinely({ header: { typ } })),
    ),
    ...prefixed(
      'iss',
      each(listed(names), (iss) => forge.genuinely({ claims: { iss } })),
    ),
    ...prefixed(
      'aud',
      each(listed(names), (aud) => forge.genuinely({ claims: { aud } })),
    ),
    ...prefixed(
      'aud list of',
      each(listed(names), (aud) => forge.genuinely({ claims: { aud: [aud] } })),
    ),
    ...prefixed(
      "the attacker's key, kid",
      each(listed(names), (kid) => forge.byAttacker({ kid })),
    ),
  };
}
