import type { KeyAlgorithm } from '../token/signature-algorithms';
import type { VerificationKey } from './verification-key';

/** Where the keys of one issuer come from. */
export interface KeySource {
  /** The key if it can be used this instant without asking anyone; may start a refresh in the background. */
  peek(kid: string | undefined, algorithm: KeyAlgorithm): VerificationKey | undefined;
  /** The key, asking the issuer if need be; undefined when it has no such key. Throws a KeysUnavailableError. */
  find(kid: string | undefined, algorithm: KeyAlgorithm): Promise<VerificationKey | undefined>;
  /** Whether a key of this name is there for another algorithm. */
  hasOther(kid: string | undefined): boolean;
  /** Whether a signature of this key still counts. */
  trusts(key: VerificationKey): boolean;
  /** Asks the issuer where its keys are, ahead of the first token. Throws a KeysUnavailableError. */
  locate(): Promise<void>;
  close(): void;
}
