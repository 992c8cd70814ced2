import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

// Identifiers carry 256 random bits, so one round of a plain hash cannot be searched.
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

function keyFrom(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'gatehouse sealed item', 32));
}

/** Encrypts text so that only who holds `secret` reads it; the store that keeps the result holds but a digest of the secret. */
export function seal(secret: string, text: string): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, keyFrom(secret), iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

export function unseal(secret: string, sealed: Uint8Array): string {
  const iv = sealed.subarray(0, ivLength);
  const decipher = createDecipheriv(algorithm, keyFrom(secret), iv);
  decipher.setAuthTag(sealed.subarray(-tagLength));
  return Buffer.concat([decipher.update(sealed.subarray(ivLength, -tagLength)), decipher.final()]).toString('utf8');
}
