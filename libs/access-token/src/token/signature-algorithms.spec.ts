import { constants, createHash, createPublicKey, privateEncrypt, sign } from 'node:crypto';
import { createTestKey, signWith, type TestKey } from '../testing';
import {
  algorithmsOfJwk,
  SIGNATURE_ALGORITHMS,
  signatureLength,
  type SignatureAlgorithm,
  verifySignature,
  weaknessOf,
} from './signature-algorithms';

const data = Buffer.from('header.payload');

function verifies(key: TestKey, signature: Buffer, signed = data): boolean {
  const { algorithm, publicKey: keyObject } = key;
  const signer = { keyObject, signatureLength: signatureLength(algorithm, keyObject) };
  return verifySignature(algorithm, signer, signed, signature);
}

describe('verifySignature', () => {
  describe.each(SIGNATURE_ALGORITHMS)('%s', (algorithm) => {
    const key = createTestKey('k', algorithm);
    const good = signWith(algorithm, key.privateKey, data.toString());

    it('takes its own signature of this message alone', () => {
      expect(verifies(key, good)).toBe(true);
      expect(verifies(key, good, Buffer.from('header.payloae'))).toBe(false);
      expect(verifies(createTestKey('k', algorithm), good)).toBe(false);
    });

    it('takes no signature that differs in one bit, or in length', () => {
      for (let bit = 0; bit < good.length * 8; bit += 7) {
        const changed = Buffer.from(good);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(verifies(key, changed)).toBe(false);
      }
      const zero = Buffer.alloc(1);
      for (const other of [
        Buffer.alloc(0),
        good.subarray(1),
        good.subarray(0, -1),
        Buffer.concat([zero, good]),
        Buffer.concat([good, zero]),
        Buffer.alloc(good.length),
        Buffer.alloc(good.length, 0xff),
      ]) {
        expect(verifies(key, other)).toBe(false);
      }
    });
  });

  /** The edge values of R and S that careless implementations take (as in Project Wycheproof's ECDSA families). */
  describe.each([
    [
      'ES256',
      32,
      'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
      'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
    ],
    [
      'ES384',
      48,
      'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
      'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff',
    ],
  ] as const)('%s', (algorithm, size, order, prime) => {
    const key = createTestKey('k', algorithm);
    const good = signWith(algorithm, key.privateKey, data.toString());
    const number = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex');
    const n = BigInt(`0x${order}`);
    const p = BigInt(`0x${prime}`);

    it('takes no R or S out of range', () => {
      const edges = [0n, 1n, 2n, n - 1n, n, n + 1n, p - 1n, p, p + 1n, (1n << BigInt(size * 8)) - 1n].map(number);
      const [r, s] = [good.subarray(0, size), good.subarray(size)];
      const pairs = [
        ...edges.flatMap((a) => edges.map((b) => [a, b])),
        ...edges.map((a) => [a, s]),
        ...edges.map((b) => [r, b]),
        [s, r],
      ];
      for (const pair of pairs) expect(verifies(key, Buffer.concat(pair))).toBe(false);
    });

    it('takes no DER, of the right length or not', () => {
      const der = sign(`sha${algorithm.slice(2)}`, data, key.privateKey);
      for (const length of [der.length, size * 2])
        expect(verifies(key, Buffer.concat([der, Buffer.alloc(size * 2)]).subarray(0, length))).toBe(false);
    });
  });

  it('takes no PKCS#1 block but the one of RFC 8017 §9.2', () => {
    const key = createTestKey('k');
    const digest = createHash('sha256').update(data).digest();
    const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), digest]);
    const raw = (block: Buffer): Buffer =>
      privateEncrypt({ key: key.privateKey, padding: constants.RSA_NO_PADDING }, block);
    const block = (content: Buffer, type = 1, fill = 0xff): Buffer =>
      Buffer.concat([Buffer.from([0, type]), Buffer.alloc(253 - content.length, fill), Buffer.from([0]), content]);
    expect(verifies(key, raw(block(info)))).toBe(true);
    const blocks = [
      block(info, 0),
      block(info, 2),
      block(info, 1, 0xfe),
      block(digest),
      block(Buffer.concat([Buffer.from('303c0609608648016503040201', 'hex'), info])),
      block(Buffer.concat([Buffer.from('302f300b0609608648016503040201', 'hex'), Buffer.from([4, 32]), digest])),
      block(Buffer.concat([info, Buffer.alloc(4)])),
      Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(8, 0xff), Buffer.from([0]), info, Buffer.alloc(194)]),
      block(Buffer.concat([Buffer.from('3031300d060960864801650304020205000420', 'hex'), digest])),
    ];
    for (const forged of blocks) expect(verifies(key, raw(forged))).toBe(false);
  });

  it.each([256, 384, 512])('takes PS%d of the salt length of RFC 7518 §3.5 alone', (bits) => {
    const key = createTestKey('k', `PS${bits}` as SignatureAlgorithm);
    const salted = (saltLength: number) =>
      sign(`sha${bits}`, data, { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
    const lengths = [0, 20, 31, 32, 33, 48, 64];
    expect(lengths.filter((length) => verifies(key, salted(length)))).toEqual([bits / 8]);
  });
});

describe('algorithmsOfJwk', () => {
  const rsa = { kty: 'RSA' };

  it('gives a key its own algorithm, or without one all allowed ones of its type and curve', () => {
    expect(algorithmsOfJwk({ ...rsa, alg: 'RS512' }, ['RS256', 'RS512'])).toEqual(['RS512']);
    expect(algorithmsOfJwk(rsa, ['PS256', 'ES256', 'RS256'])).toEqual(['PS256', 'RS256']);
    expect(algorithmsOfJwk({ kty: 'EC', crv: 'P-384' }, ['ES256', 'ES384'])).toEqual(['ES384']);
    expect(algorithmsOfJwk({ kty: 'OKP', crv: 'Ed25519' }, ['EdDSA'])).toEqual(['EdDSA']);
    expect(algorithmsOfJwk({ kty: 'OKP', crv: 'Ed25519', alg: 'Ed25519' }, ['EdDSA'])).toEqual(['EdDSA']);
  });

  it('gives none that is not allowed or does not fit', () => {
    for (const jwk of [
      rsa,
      { ...rsa, alg: 'RS512' },
      { ...rsa, alg: 'none' },
      { ...rsa, alg: null },
      { kty: 'oct', alg: 'ES256' },
      { kty: 'EC', crv: 'secp256k1' },
      { kty: 'EC', crv: 'P-256', alg: 'RS256' },
      { kty: 'OKP', crv: 'Ed25519', alg: 'Ed448' },
      {},
    ]) {
      expect(algorithmsOfJwk(jwk, ['ES256'])).toEqual([]);
    }
    expect(algorithmsOfJwk({ kty: 'OKP', crv: 'Ed448', alg: 'EdDSA' }, ['EdDSA'])).toEqual([]);
  });
});

describe('weaknessOf', () => {
  const rsa = (bits: number, e: string) =>
    createPublicKey({ key: { kty: 'RSA', n: Buffer.alloc(bits / 8, 0xff).toString('base64url'), e }, format: 'jwk' });

  it('finds none in RSA of 2048 to 8192 bits with an odd exponent, and in public keys only', () => {
    expect(weaknessOf(rsa(2048, 'AQAB'))).toBeUndefined();
    expect(weaknessOf(rsa(1024, 'AQAB'))).toBe('has 1024 bits, not 2048 to 8192');
    expect(weaknessOf(rsa(16384, 'AQAB'))).toBe('has 16384 bits, not 2048 to 8192');
    expect(weaknessOf(rsa(2048, 'AQ'))).toBe('has an unusable public exponent');
    // A verification takes as many steps as the exponent has bits.
    expect(weaknessOf(rsa(2048, 'AgAAAAE'))).toBe('has an unusable public exponent');
    expect(weaknessOf(createTestKey('k').privateKey)).toBe('is not a public key');
    expect(weaknessOf(createTestKey('k', 'ES256').publicKey)).toBeUndefined();
  });
});
