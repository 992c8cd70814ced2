import type { VerificationKey } from './verification-key';

/** Where the keys of one issuer come from. */
export interface KeySource {
  /** The key if it can be used this instant without asking anyone; may start a refresh in the background. */
  peek(kid: string | undefined): VerificationKey | undefined;
  /** The key, asking the issuer if need be; undefined when it has no such key. Throws a KeysUnavailableError. */
  find(kid: string | undefined): Promise<VerificationKey | undefined>;
  /** Whether what this key signed may still be believed. */
  trusts(key: VerificationKey): boolean;
  close(): void;
}
