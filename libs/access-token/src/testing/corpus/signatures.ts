import { constants, createHash, privateEncrypt, randomBytes } from 'node:crypto';
import {
  base64url,
  compactJws,
  createTestKey,
  each,
  type Forge,
  type NamedTokens,
  prefixed,
  publicJwk,
  signWith,
} from './forge';

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
