import { createSecretKey } from 'node:crypto';
import type { KeySource } from './key-source';
import type { VerificationKey } from './verification-key';

/** The one HS256 key of an issuer that shares a secret with this service; `kid` means nothing there. */
export function sharedSecret(secret: Uint8Array): KeySource {
  const key: VerificationKey = {
    kid: undefined,
    algorithm: 'HS256',
    keyObject: createSecretKey(secret),
    signatureLength: 32,
    retired: false,
  };
  return { peek: () => key, find: () => Promise.resolve(key), trusts: () => true, close: () => undefined };
}
